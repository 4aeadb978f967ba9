import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { telnyxCall } from '@telnyx-call/express'
import { createTestKeys } from '@telnyx-call/testing'
import express from 'express'
import t, { type Test } from 'tap'
import { makeFolder, readRecords, runCli } from '../../packages/cli/test/run-cli.ts'

/** Serves on a free port until the test is over. */
async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/telnyx`
}

/** A folder with a development key, and that key. */
async function makeHome(t: Test): Promise<{ cwd: string; publicKey: string }> {
  const cwd = makeFolder(t)
  const { stdout } = await runCli(['keys', '--print'], { cwd })
  return { cwd, publicKey: stdout.trim() }
}

async function examine(cwd: string, url: string, args: readonly string[] = []) {
  const result = await runCli(['doctor', url, '--json', ...args], { cwd })
  const records = readRecords(result)
  const findings = records.filter(({ kind }) => kind === 'finding').map(({ code }) => code)
  return { ...result, probes: records.filter(({ kind }) => kind === 'probe'), findings }
}

function guard(publicKey: string, before?: express.RequestHandler, events: 'all' | 'ended' = 'ended') {
  // Express logs errors in any other environment.
  const app = express().set('env', 'test')
  const seen: string[] = []
  if (before) app.use(before)
  app.all('/webhooks/telnyx', telnyxCall({ publicKey, events }), (request, response) => {
    const { telnyxDelivery } = request
    seen.push(new URLSearchParams(Buffer.from(telnyxDelivery?.rawBody ?? []).toString()).get('CallSid') ?? '')
    response.end()
  })
  return Object.assign(app, { seen })
}

t.test('a guarded route with the development key: 0', async (t) => {
  const { cwd, publicKey } = await makeHome(t)
  const app = guard(publicKey)
  const { code, probes, findings } = await examine(cwd, await serve(t, app))
  t.equal(code, 0)
  t.strictSame(findings, [])
  t.match(probes, [
    { name: 'good', status: 200, isAsExpected: true },
    { name: 'tampered', status: 403, refusalCode: 'signature_mismatch' },
    { name: 'unsigned', status: 400 },
    { name: 'stale', status: 403, refusalCode: 'timestamp_too_old' },
    { name: 'get', status: 405 },
  ])
  t.strictSame(app.seen, [], 'the default event is acknowledged without the handler')
})

t.test('--event reaches the handler, with a CallSid that says whose it is', async (t) => {
  const { cwd, publicKey } = await makeHome(t)
  const app = guard(publicKey)
  const { code } = await examine(cwd, await serve(t, app), ['--event', 'call-completed'])
  t.equal(code, 0)
  t.equal(app.seen.length, 1)
  t.match(app.seen[0], /^doctor-[0-9a-f]{16}$/)
})

t.test('a route that verifies nothing is the worst of all', async (t) => {
  const { cwd } = await makeHome(t)
  const app = express()
  app.use(express.urlencoded())
  app.all('/webhooks/telnyx', (_request, response) => void response.end())
  const { code, findings, stderr } = await examine(cwd, await serve(t, app))
  t.equal(code, 1)
  t.strictSame(findings, ['not_verified', 'not_verified', 'stale_accepted', 'get_accepted'])
  t.match(stderr, /✗ The same, changed after it was signed: expected a refusal \(4xx\), got 200/)
})

t.test('another key than the development key, and how to set it', async (t) => {
  const { cwd, publicKey } = await makeHome(t)
  const { code, findings, stderr } = await examine(cwd, await serve(t, guard(createTestKeys().publicKey)))
  t.equal(code, 1)
  t.strictSame(findings, ['other_key'])
  t.match(stderr, `TELNYX_PUBLIC_KEY=${publicKey}`)
})

t.test('a body parser in front of the guard', async (t) => {
  const { cwd, publicKey } = await makeHome(t)
  const { code, findings } = await examine(cwd, await serve(t, guard(publicKey, express.urlencoded())))
  t.equal(code, 1)
  t.ok(findings.includes('body_already_consumed'))
})

t.test('each usual answer has its finding', async (t) => {
  const { cwd } = await makeHome(t)
  const answers = {
    301: 'redirect',
    404: 'not_found',
    405: 'method_not_allowed',
    415: 'content_type_refused',
    500: 'handler_failed',
  }
  for (const [status, finding] of Object.entries(answers)) {
    const url = await serve(t, (request, response) => {
      request.resume()
      response.writeHead(request.method === 'GET' ? 403 : Number(status)).end()
    })
    const { code, findings } = await examine(cwd, url)
    t.equal(code, 1, status)
    t.ok(findings.includes(finding), `${status}: ${findings.join()}`)
  }
})

t.test('nothing listens, nobody answers, an answer is late', async (t) => {
  const { cwd } = await makeHome(t)
  const nothing = await examine(cwd, 'http://127.0.0.1:1/webhooks')
  t.equal(nothing.code, 1)
  t.strictSame(nothing.findings, ['not_listening'])
  t.equal(nothing.probes.length, 1)
  const silent = await examine(cwd, await serve(t, () => {}), ['--timeout', '0.3'])
  t.strictSame(silent.findings, ['no_answer'])
  let isFirst = true
  const slow = await serve(t, (request, response) => {
    request.resume()
    setTimeout(() => response.writeHead(isFirst ? 200 : 403).end(), isFirst ? 2100 : 0)
    response.on('finish', () => {
      isFirst = false
    })
  })
  t.strictSame((await examine(cwd, slow)).findings, ['slow'])
})

t.test('installed versions: two cores, mixed versions, an old framework', async (t) => {
  const { cwd, publicKey } = await makeHome(t)
  const install = (path: string, name: string, version: string, peerDependencies = {}) => {
    const folder = join(cwd, 'node_modules', path)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, peerDependencies }))
  }
  const url = await serve(t, guard(publicKey))
  install('@telnyx-call/core', '@telnyx-call/core', '0.2.0')
  install('@telnyx-call/fastify', '@telnyx-call/fastify', '0.2.0', { fastify: '^5.0.0' })
  install('fastify', 'fastify', '5.1.0')
  t.strictSame((await examine(cwd, url)).findings, [])

  install('@telnyx-call/express', '@telnyx-call/express', '0.1.0', { express: '^5.0.0 || ^4.18.0' })
  install('@telnyx-call/express/node_modules/@telnyx-call/core', '@telnyx-call/core', '0.1.0')
  install('express', 'express', '4.17.3')
  install('fastify', 'fastify', '4.28.0')
  const { code, findings, stderr } = await examine(cwd, url)
  t.equal(code, 1)
  t.strictSame(findings, ['several_cores', 'mixed_versions', 'framework_version', 'framework_version'])
  t.match(stderr, /express 4\.17\.3 is not supported/)
  t.match(stderr, /fastify 4\.28\.0 is not supported/)
  const elsewhere = await examine(cwd, url, ['--cwd', makeFolder(t)])
  t.equal(elsewhere.code, 0)
})

t.test('bad usage ends with 2', async (t) => {
  const { cwd } = await makeHome(t)
  const url = 'http://127.0.0.1:1/'
  const cases = {
    invalid_url: ['localhost:3000'],
    unknown_event: [url, '--event', 'call-begun'],
    invalid_timeout: [url, '--timeout', '0'],
  }
  for (const [error, args] of Object.entries(cases)) {
    const result = await runCli(['doctor', '--json', ...args], { cwd })
    t.equal(result.code, 2, error)
    t.match(readRecords(result), [{ error }])
  }
})
