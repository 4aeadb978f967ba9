import { createRequire } from 'node:module'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createProject, type Project, reasonToSkip } from './project.ts'
import { runServer } from './server-run.ts'
import { adapters, frameworks, readApp } from './sources.ts'

const yarn = createRequire(import.meta.url).resolve('@yarnpkg/cli-dist/bin/yarn.js')

const answers = { signed: 200, forged: 403 }

t.setTimeout(900_000)

t.test(
  'I3: pnpm, where a project finds only what it has installed itself',
  { skip: reasonToSkip() },
  async (t) => {
    const project = await createProject(t)
    for (const adapter of adapters) {
      const dependencies = [`@telnyx-call/${adapter}`, ...frameworks[adapter].split(' ')].map((name) => [
        name,
        '*',
      ])
      project.write({
        [`${adapter}/package.json`]: JSON.stringify({
          name: adapter,
          dependencies: Object.fromEntries(dependencies),
        }),
        [`${adapter}/app.mjs`]: readApp(adapter),
        [`${adapter}/has-core.mjs`]: "await import('@telnyx-call/core')",
      })
    }
    project.write({ 'pnpm-workspace.yaml': "packages: ['*']\n", '.npmrc': readNpmrc(project) })
    await project.mustRun('npx --yes pnpm@12 install')
    for (const adapter of adapters) {
      t.test(`I3: ${adapter} alone answers a signed call and refuses a forged one`, async (t) => {
        t.match(await runServer('node app.mjs', join(project.folder, adapter), project.env), answers)
        const { output } = await project.run('node has-core.mjs', { folder: adapter })
        t.match(output, 'ERR_MODULE_NOT_FOUND', 'core is not there to be imported')
      })
    }
  },
)

/** pnpm and npm read the same file, but pnpm only in the project's folder. */
function readNpmrc({ registryUrl, env }: Project): string {
  const settings = ['registry', 'cafile'].filter((name) => env[`npm_config_${name}`] !== undefined)
  return [
    `@telnyx-call:registry=${registryUrl}`,
    ...settings.map((name) => `${name}=${env[`npm_config_${name}`]}`),
    '',
  ].join('\n')
}

t.test('I7: Yarn Plug’n’Play, strict', { skip: reasonToSkip() }, async (t) => {
  const project = await createYarnProject(t)
  await project.mustRun(`node ${yarn} add @telnyx-call/express @telnyx-call/core express sodium-native`)
  project.write({ 'app.mjs': readApp('express'), 'with-sodium.mjs': useSodium(readApp('express')) })
  for (const file of ['app.mjs', 'with-sodium.mjs']) {
    t.test(`I7: ${file} answers a signed call and refuses a forged one`, async (t) => {
      t.match(await runServer(`node ${yarn} node ${file}`, project.folder, project.env), answers)
    })
  }
})

async function createYarnProject(t: Test): Promise<Project> {
  const project = await createProject(t)
  const { npm_config_registry: registry, npm_config_cafile: authorities } = project.env
  const settings = {
    nodeLinker: 'pnp',
    pnpMode: 'strict',
    enableTelemetry: false,
    enableGlobalCache: true,
    npmScopes: { 'telnyx-call': { npmRegistryServer: project.registryUrl.replace(/\/$/, '') } },
    unsafeHttpWhitelist: ['127.0.0.1'],
    ...(registry !== undefined && { npmRegistryServer: registry.replace(/\/$/, '') }),
    ...(authorities !== undefined && { httpsCaFilePath: authorities }),
  }
  // JSON is YAML.
  project.write({
    'package.json': '{ "private": true }',
    '.yarnrc.yml': JSON.stringify(settings),
    'yarn.lock': '',
  })
  return project
}

/** The engine is imported by the application, which has installed it, and not searched for. */
function useSodium(app: string): string {
  return `import { sodium } from '@telnyx-call/core/sodium'\n${app.replace('telnyxCall({', 'telnyxCall({ engine: sodium,')}`
}
