import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { bundlers, type Format } from './bundlers.ts'
import { createProject, reasonToSkip } from './project.ts'
import { runServer } from './server-run.ts'
import { adapters, frameworks, readApp, toCommonJs } from './sources.ts'

const formats: readonly Format[] = ['cjs', 'esm']

t.setTimeout(900_000)

t.test('I1: one file without node_modules', { skip: reasonToSkip() }, async (t) => {
  const project = await createProject(t)
  const packages = adapters.map((adapter) => `@telnyx-call/${adapter}`)
  await project.mustRun(`npm install ${[...packages, ...Object.values(frameworks)].join(' ')}`)
  for (const adapter of adapters) {
    project.write({ [`${adapter}.mjs`]: readApp(adapter), [`${adapter}.cjs`]: toCommonJs(readApp(adapter)) })
  }
  for (const [bundler, bundle] of Object.entries(bundlers)) {
    for (const format of formats) {
      for (const adapter of adapters) {
        const title = `I1: ${bundler}, ${format}: ${adapter} answers a signed call and refuses a forged one`
        t.test(title, async (t) => {
          const folder = mkdtempSync(join(project.folder, '../bundle-'))
          // Only ncc takes the format from the source; for the others both sources are one.
          const entry = join(
            project.folder,
            `${adapter}.${bundler === 'ncc' && format === 'cjs' ? 'cjs' : 'mjs'}`,
          )
          const file = await bundle(entry, folder, format)
          t.match(await runServer(`node ${file}`, folder, project.env), {
            signed: 200,
            forged: 403,
          })
        })
      }
    }
  }
})
