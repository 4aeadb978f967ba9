/**
 * Builds and starts the example for Next.js from packed packages, in a folder of its own: `pnpm test:nextjs`. It is no part of the other
 * tests, and Next.js no dependency of this repository, because it takes 370 MB and a minute.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createTestKeys, signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { createCall, deliver, keys } from './sender.ts'

t.setTimeout(600_000)

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))
const PACKAGES = ['core', 'fetch']

const { NODE_OPTIONS: _ofTap, ...ownEnvironment } = process.env
const env = { ...ownEnvironment, NEXT_TELEMETRY_DISABLED: '1' }

const run = promisify(execFile)

/** A copy of the example with its packages installed, built as it is deployed: without a key. */
async function buildExample(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'telnyx-call-nextjs-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await cp(join(REPOSITORY, 'examples/nextjs'), folder, { recursive: true })
  const tarballs = join(folder, 'tarballs')
  for (const name of PACKAGES) {
    const pack = [
      '--yes',
      'pnpm@12',
      '--filter',
      `./packages/${name}`,
      'pack',
      '--pack-destination',
      tarballs,
    ]
    await run('npx', pack, { cwd: REPOSITORY, env })
  }
  const paths = (await readdir(tarballs)).map((name) => join(tarballs, name))
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...paths], { cwd: folder, env })
  await run('npm', ['run', 'build'], { cwd: folder, env })
  return folder
}

function startServer(t: Test, folder: string): ChildProcess {
  const next = join(folder, 'node_modules/next/dist/bin/next')
  const server = spawn(process.execPath, [next, 'start', '--hostname', '127.0.0.1', '--port', '0'], {
    cwd: folder,
    env: { ...env, TELNYX_PUBLIC_KEY: keys.publicKey },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(async () => {
    const exit = once(server, 'exit')
    server.kill()
    await exit
  })
  return server
}

t.test('the example for Next.js', async (t) => {
  const server = startServer(t, await buildExample(t))
  const lines: string[] = []
  const url = await new Promise<string>((resolve, reject) => {
    server.once('exit', () => reject(new Error(`next ended:\n${lines.join('\n')}`)))
    createInterface({ input: server.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      lines.push(line)
      const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
      if (origin) resolve(`${origin}/webhooks/telnyx`)
    })
  })
  for (const _ of [1, 2]) t.equal((await deliver(url, 'v3:next')).status, 200)
  const answers = [
    await fetch(url, signedRequest({ keys: createTestKeys() })),
    await fetch(url, { method: 'GET', headers: createCall('v3:get').headers }),
  ]
  const problems = answers.map(async (answer) => [
    answer.status,
    ((await answer.json()) as { code: string }).code,
  ])
  t.strictSame(await Promise.all(problems), [
    [403, 'signature_mismatch'],
    [405, 'method_not_allowed'],
  ])
  t.equal((await deliver(url, 'v3:last')).status, 200)
  const handled = lines.filter((line) => line.startsWith('{"handled":'))
  t.strictSame(
    handled.map((line) => JSON.parse(line).handled.CallSid),
    ['v3:next', 'v3:last'],
  )
})
