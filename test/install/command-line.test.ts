import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { createProject, type Project, reasonToSkip } from './project.ts'
import { readReleases } from './registry.ts'

const megabytesToTake = 3
const msToListen = 300
const msToRunCold = 1000
/** Machines that run tests are busy; the fastest of a few runs tells what the command itself takes. */
const rounds = 7
/** What an empty script takes on a machine that the limits are meant for. A slower one is given more time, in proportion. */
const msOfEmptyScript = 45

t.setTimeout(300_000)

t.test('the command line, from its tarball in an empty folder', { skip: reasonToSkip() }, async (t) => {
  const project = await createProject(t)
  const tarball = findTarball()
  await project.mustRun(`npm init --yes && npm install ${tarball}`)
  const slowness = measureSlowness()
  t.comment(`this machine, as busy as it is, is given ${slowness.toFixed(2)} times the limits`)

  await t.test(`takes less than ${megabytesToTake} MB`, async (t) => {
    const bytes = measureFolder(join(project.folder, 'node_modules'))
    t.ok(bytes < megabytesToTake * 1e6, `${(bytes / 1e6).toFixed(2)} MB`)
  })

  await t.test(`listens within ${msToListen} ms`, async (t) => {
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) times.push(await measureListening(project))
    t.comment(`ms from the start of the process: ${times.map(Math.round).join(', ')}`)
    t.ok(Math.min(...times) < msToListen * slowness, `${Math.round(Math.min(...times))} ms`)
  })

  await t.test('runs by npx in a second, with nothing of it in any cache', async (t) => {
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const { run, folder } = await createProject(t)
      const env = { npm_config_cache: join(folder, 'empty-cache') }
      const startedAt = performance.now()
      const { output } = await run(`npx --yes --package ${tarball} telnyx-call keys --print`, { env })
      times.push(performance.now() - startedAt)
      t.match(output, /^[\w+/]{43}=$/m)
    }
    t.comment(`ms: ${times.map(Math.round).join(', ')}`)
    t.ok(Math.min(...times) < msToRunCold * slowness, `${Math.round(Math.min(...times))} ms`)
  })

  await t.test('sends a call to its own receiver', async (t) => {
    const { child, ready } = startListening(project)
    const { url } = await ready
    t.match(await project.mustRun(`npx telnyx-call send ${url}`), /200/)
    await stop(child)
  })
})

function findTarball(): string {
  const release = readReleases().find(({ manifest }) => manifest.name === 'telnyx-call')
  if (release === undefined) throw new Error('telnyx-call is not packed: run pnpm test:install.')
  return release.path
}

function measureSlowness(): number {
  const times = Array.from({ length: rounds }, () => {
    const startedAt = performance.now()
    spawnSync(process.execPath, ['-e', ''], { env: { ...process.env, NODE_OPTIONS: '' } })
    return performance.now() - startedAt
  })
  return Math.max(1, Math.min(...times) / msOfEmptyScript)
}

/** @returns milliseconds from the start of the process until it listens. */
async function measureListening(project: Project): Promise<number> {
  const startedAt = performance.now()
  const { child, ready } = startListening(project)
  await ready
  const ms = performance.now() - startedAt
  await stop(child)
  return ms
}

function startListening({ folder, env }: Project): { child: ChildProcess; ready: Promise<{ url: string }> } {
  const command = [
    'node_modules/telnyx-call/dist/cli.mjs',
    'listen',
    '--json',
    '--port',
    '0',
    '--page-port',
    '0',
  ]
  const child = spawn(process.execPath, command, {
    cwd: folder,
    env: { ...env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ready = once(createInterface({ input: child.stdout }), 'line').then(([line]) => JSON.parse(line))
  return { child, ready }
}

async function stop(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.kill()
  await exit
}

function measureFolder(folder: string): number {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return paths
    .map((path) => statSync(join(folder, path)))
    .reduce((total, stats) => total + (stats.isFile() ? stats.size : 0), 0)
}
