import t from 'tap'
import { type CompilerName, checkTypes, compilerNames, versionOf } from './compilers.ts'
import { createProject, type Project, reasonToSkip } from './project.ts'
import { runServer } from './server-run.ts'
import { adapters, frameworks, readApp, toCommonJs } from './sources.ts'

const names = ['core', ...adapters, 'postgres', 'redis', 'testing'].map((name) => `@telnyx-call/${name}`)
const peers = [...Object.values(frameworks), 'pg', 'redis', 'sodium-native', 'tweetnacl']
const types = ['@types/express', '@types/koa', '@types/pg', '@types/node@20']

const apps = [...adapters, 'packages'] as const

/** How a project sets up modules, and the files that can be in such a project. */
const settings = [
  { module: 'commonjs', moduleResolution: 'node10', endings: ['mts', 'cts', 'mjs', 'cjs'] },
  { module: 'es2022', moduleResolution: 'node10', endings: ['mts', 'mjs'] },
  { module: 'node16', moduleResolution: 'node16', endings: ['mts', 'cts', 'mjs', 'cjs'] },
  { module: 'nodenext', moduleResolution: 'nodenext', endings: ['mts', 'cts', 'mjs', 'cjs'] },
  { module: 'es2022', moduleResolution: 'bundler', endings: ['mts', 'mjs'] },
  { module: 'preserve', moduleResolution: 'bundler', endings: ['mts', 'cts', 'mjs', 'cjs'] },
] as const

type Setting = (typeof settings)[number]

t.setTimeout(900_000)

t.test('every package, from its tarball', { skip: reasonToSkip() }, async (t) => {
  const project = await createProject(t)
  await project.mustRun('npm init --yes')
  await project.mustRun(`npm install ${[...names, ...peers, ...types].join(' ')}`)
  for (const app of apps) {
    const source = readApp(app)
    for (const ending of ['mts', 'cts', 'mjs']) project.write({ [`${app}.${ending}`]: source })
    project.write({ [`${app}.cjs`]: toCommonJs(source) })
  }
  for (const compiler of compilerNames) {
    for (const setting of settings.filter(({ moduleResolution }) => isKnown(moduleResolution, compiler))) {
      const { module, moduleResolution, endings } = setting
      const title = `I6: TypeScript ${versionOf(compiler)}, ${module}, ${moduleResolution}: ${endings.join(', ')}`
      t.test(title, async (t) => t.strictSame(await findErrors(project, compiler, setting), []))
    }
  }
  for (const ending of ['mjs', 'cjs']) {
    for (const adapter of adapters) {
      t.test(
        `JavaScript, ${ending}: ${adapter} answers a signed call and refuses a forged one`,
        async (t) => {
          const run = await runServer(`node ${adapter}.${ending}`, project.folder, project.env)
          t.match(run, { signed: 200, forged: 403 })
        },
      )
    }
  }
})

/** TypeScript 7 has no node10. */
function isKnown(moduleResolution: string, compiler: CompilerName): boolean {
  return compiler !== 'typescript7' || moduleResolution !== 'node10'
}

/**
 * `skipLibCheck` is off, so that declarations are checked too. What is wrong with those of others is theirs: pg, for one, wants
 * TypeScript 5.7. It would be noticed if it spread: the apps have errors that are expected.
 *
 * @returns the errors in the apps and in our declarations.
 */
async function findErrors(project: Project, compiler: CompilerName, setting: Setting): Promise<string[]> {
  const { endings, ...moduleOptions } = setting
  const files = endings.flatMap((ending) => apps.map((app) => `${app}.${ending}`))
  const errors = await checkTypes(project, compiler, files, {
    ...moduleOptions,
    types: ['node'],
    esModuleInterop: true,
    checkJs: true,
    skipLibCheck: false,
  })
  return errors.filter((error) => !/^node_modules\/(?!@telnyx-call\/)/.test(error))
}
