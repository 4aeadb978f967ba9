import t from 'tap'
import { checkTypes, compilerNames, versionOf } from './compilers.ts'
import { createProject, reasonToSkip } from './project.ts'

/** Adapters whose declarations name a framework's, which bring types of Node along, are checked elsewhere. */
const packages = ['core', 'fetch'] as const

const sources = {
  core: `import { createReceiver } from '@telnyx-call/core'
export const wrong = createReceiver({ publicKey: 42 })
export const right = createReceiver({ publicKey: 'key', events: 'all', onRefused: ({ code }) => void code.length })
`,
  fetch: `import { telnyxCall } from '@telnyx-call/fetch'
export const wrong = telnyxCall({ publicKey: 42 }, () => {})
export const right = telnyxCall({ publicKey: 'key', engine: 'webCrypto' }, ({ event }) => void event?.type.length)
`,
}

t.setTimeout(900_000)

t.test('without the types of Node', { skip: reasonToSkip() }, async (t) => {
  const project = await createProject(t)
  await project.mustRun('npm init --yes')
  await project.mustRun(`npm install ${packages.map((name) => `@telnyx-call/${name}`).join(' ')}`)
  t.match((await project.run('ls node_modules/@types')).exitCode, /[12]/, 'they are not there')
  for (const name of packages) project.write({ [`${name}.mts`]: sources[name] })
  for (const compiler of compilerNames) {
    for (const skipLibCheck of [true, false]) {
      const title = `I5: TypeScript ${versionOf(compiler)}, skipLibCheck ${skipLibCheck}: a number is no key, and nothing else is wrong`
      t.test(title, async (t) => {
        const errors = await checkTypes(project, compiler, ['core.mts', 'fetch.mts'], {
          module: 'nodenext',
          lib: ['es2022', 'dom', 'dom.iterable'],
          types: [],
          skipLibCheck,
        })
        t.match(errors, [
          /^core\.mts\(2,\d+\): error TS2322: Type 'number'/,
          /^fetch\.mts\(2,\d+\): error TS2322: Type 'number'/,
        ])
        t.equal(errors.length, packages.length)
      })
    }
  }
})
