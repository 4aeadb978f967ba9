import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createProject, type Project, reasonToSkip } from './project.ts'
import { type Language, listQuickStarts, readQuickStart } from './quick-start.ts'

/** What the README says that its last line prints. */
const outcome = /^call v3:\S+ ended: completed\n(?:.*\n)*?answered 200$/m

const secondsToTake = 60

t.setTimeout(600_000)

t.test('the quick starts of the README', { skip: reasonToSkip() }, async (t) => {
  const names = listQuickStarts()
  t.strictSame(names.toSorted(), ['express', 'fastify', 'fetch', 'koa'])
  const pathOfNode24 = await installNode24(await createProject(t))

  for (const name of names) {
    for (const language of ['js', 'ts'] as const) {
      t.test(`I4: ${name}, ${language}: the README's own lines show a handled call`, async (t) => {
        const project = await createProject(t)
        const begin = performance.now()
        t.match(await follow(project, name, language), outcome)
        const seconds = (performance.now() - begin) / 1000
        t.ok(seconds < secondsToTake, `in ${seconds.toFixed(1)} s`)

        t.match(await runAgain(project, name, language, pathOfNode24), outcome, 'on Node 24')
        if (language === 'ts')
          t.equal(await checkByInitialConfig(project), '', 'by tsc --init, nothing is wrong')
      })
    }
  }
})

/** Does what the README says, line by line. @returns what the last line printed. */
async function follow(project: Project, name: string, language: Language): Promise<string> {
  let output = ''
  for (const step of readQuickStart(name, language)) {
    if ('file' in step) project.write({ [step.file]: step.text })
    else for (const line of step.lines) output = await project.mustRun(line)
  }
  return output
}

/** Runs on another Node what does not install. @returns what the last line printed. */
async function runAgain(project: Project, name: string, language: Language, path: string): Promise<string> {
  const lines = readQuickStart(name, language).flatMap((step) => ('lines' in step ? step.lines : []))
  let output = ''
  for (const line of lines.filter((line) => !line.startsWith('npm '))) {
    const run = await project.run(line, { env: { PATH: path } })
    output = run.exitCode === 0 ? run.output : `${line}: exit code ${run.exitCode}\n${run.output}`
  }
  return output
}

/** @returns a PATH on which Node 24 comes first. */
async function installNode24(project: Project): Promise<string> {
  await project.mustRun('npm init --yes && npm install node@24')
  const path = `${join(project.folder, 'node_modules/node/bin')}:${project.env.PATH}`
  const { output } = await project.run('node --version', { env: { PATH: path } })
  if (!output.startsWith('v24.')) throw new Error(`Node 24 was not installed, but ${output}`)
  return path
}

/**
 * Checks the types by the configuration that the newest TypeScript writes for a new project, which is stricter than the README's. It has
 * no types of Node until one asks for them.
 */
async function checkByInitialConfig(project: Project): Promise<string> {
  await project.mustRun('rm tsconfig.json && npx tsc --init')
  const config = readFileSync(join(project.folder, 'tsconfig.json'), 'utf8')
  project.write({ 'tsconfig.json': config.replace('"types": []', '"types": ["node"]') })
  return (await project.run('npx tsc --noEmit')).output
}
