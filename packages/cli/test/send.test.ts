import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { sampleEventTypes } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { readDevelopmentKey, startApp, startServer } from './guarded-app.ts'
import { CLI, makeFolder, readRecords, runCli, startCli } from './run-cli.ts'

t.setTimeout(90_000)

interface Summary {
  readonly summary: Readonly<Record<string, unknown>> & {
    readonly latency: Readonly<Record<string, number>>
  }
}

const readSummary = (result: { readonly stdout: string }) =>
  (readRecords(result).at(-1) as unknown as Summary).summary

/** An application that trusts the development key of the folder. */
async function startTrustingApp(t: Test, handle?: Parameters<typeof startApp>[2]) {
  const cwd = makeFolder(t)
  const publicKey = await readDevelopmentKey(cwd)
  const app = await startApp(t, { publicKey }, handle)
  return { cwd, publicKey, ...app, send: (...args: string[]) => runCli(['send', app.url, ...args], { cwd }) }
}

/** A server that answers all requests and keeps their bodies. */
async function startPlainServer(t: Test, answer: (index: number) => number) {
  const requests: { body: Buffer; headers: NodeJS.Dict<string | string[]> }[] = []
  const url = await startServer(t, async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk)
    response.statusCode = answer(requests.length)
    requests.push({ body: Buffer.concat(chunks), headers: request.headers })
    response.end()
  })
  return { url, requests }
}

t.test('an event is handled, and its answer shown, without the phone numbers in it', async (t) => {
  const xml = '<Response><Dial>+15551234567</Dial></Response>'
  const { send, events } = await startTrustingApp(t, (_, response) => void response.type('xml').send(xml))
  const { code, stdout, stderr } = await send('--event', 'gather', '--field', 'Digits=42')
  t.equal(code, 0)
  t.equal(stdout, '')
  t.match(stderr, /^Sending gather to http.*\n200 in [\d.]+ ms\n {2}<Response><Dial>\*\*\*67<\/Dial>/)
  t.match(stderr, /\nAcknowledged\.\n$/)
  t.match(events, [{ type: 'gather', Digits: '42' }])

  const revealed = await send('--event', 'gather', '--reveal')
  t.match(revealed.stderr, xml)
})

t.test('each type of event arrives as itself', async (t) => {
  const { send, events } = await startTrustingApp(t)
  for (const type of ['call-completed', 'recording-completed', 'transcription', 'json', 'unknown']) {
    t.equal((await send('--event', type)).code, 0, type)
    t.equal(events.at(-1)?.type, type)
  }
  const wrong = await send('--event', 'call-ended')
  t.equal(wrong.code, 2)
  for (const type of sampleEventTypes) t.ok(wrong.stderr.includes(type), `${type} is listed`)

  await send('--status', 'busy', '--field', 'CallerId=Ann = Bob')
  t.match(events.at(-1), { CallStatus: 'busy', CallerId: 'Ann = Bob' })
  await send('--event', 'json', '--field', 'event_type=message.received', '--field', 'payload.text=Hi')
  t.match(events.at(-1), { eventType: 'message.received', payload: { text: 'Hi' } })
})

t.test('a file is sent byte for byte, as what it is', async (t) => {
  const cwd = makeFolder(t)
  const { url, requests } = await startPlainServer(t, () => 200)
  const form = Buffer.concat([Buffer.from('CallSid=v3%3a1&Note=a+b%20'), Buffer.from([0, 0xff, 0x0d, 0x0a])])
  const json = Buffer.from('{ "data":\t{"event_type": "call.hangup"} }\n')
  for (const [name, bytes, contentType] of [
    ['form', form, 'application/x-www-form-urlencoded'],
    ['json', json, 'application/json'],
  ] as const) {
    writeFileSync(join(cwd, name), bytes)
    const { code } = await runCli(['send', url, '--file', name, '--header', 'X-Tenant: 7'], { cwd })
    t.equal(code, 0)
    t.strictSame(requests.at(-1)?.body, bytes)
    t.match(requests.at(-1)?.headers, { 'content-type': contentType, 'x-tenant': '7' })
  }
})

t.test('a mixed day: each event is handled once, whatever comes twice or late', async (t) => {
  // The end of a Dial waits for TeXML, so that its copies are handled, too: each needs the instructions.
  const [handled, withTexml]: [unknown[], Set<unknown>] = [[], new Set()]
  const { send } = await startTrustingApp(t, ({ telnyxDelivery: delivery }, response) => {
    if (delivery?.waitsForTexml) withTexml.add(JSON.stringify(delivery.fields))
    else handled.push(delivery?.fields)
    response.send()
  })
  const countHandled = () => handled.length + withTexml.size
  const args = ['--day', '--count', '20', '--duplicates', '30%', '--reorder', '0.2', '--seed', '7', '--json']
  const result = await send(...args)
  t.equal(result.code, 0)
  t.equal(countHandled(), 140)
  const summary = readSummary(result)
  t.match(summary, { expected: 'acknowledged', met: true, events: 140, acknowledged: 140, seed: 7 })
  const { first, duplicate = 0 } = summary.attemptsByKind as Record<string, number>
  t.equal(first, 140)
  t.ok(duplicate > 20 && duplicate < 65, `${duplicate} duplicates`)
  t.strictSame(summary.attemptsByAnswer, { 200: 140 + duplicate })
  const { p50Ms = 0, p95Ms = 0, p99Ms = 0, maxMs = 0 } = summary.latency
  t.ok(0 < p50Ms && p50Ms <= p95Ms && p95Ms <= p99Ms && p99Ms <= maxMs, 'percentiles')
  const attempts = readRecords(result).slice(0, -1)
  t.equal(attempts.length, 140 + duplicate)
  t.ok(attempts.every(({ status, durationMs }) => status === 200 && typeof durationMs === 'number'))
  t.match(result.stderr, /140 events, \d+ attempts in .*\nacknowledged: 140 of 140\n/)
  t.match(result.stderr, /answer time: p50 [\d.]+ ms, p95 .*, p99 .*, max .*\nthe same again: --seed 7\n/)

  await send(...args)
  t.equal(countHandled(), 140, 'the same seed sends the same events')
  await send('--day', '--count', '1')
  t.equal(countHandled(), 147, 'without one, they are new')
})

t.test('many events of one type are no duplicates of each other', async (t) => {
  const { send, events } = await startTrustingApp(t)
  for (const type of ['call-completed', 'transcription', 'recording-failed', 'json']) {
    events.length = 0
    t.equal((await send('--event', type, '--count', '10')).code, 0)
    t.equal(events.length, 10, type)
  }
})

t.test('the rate and the concurrency are limits', async (t) => {
  const cwd = makeFolder(t)
  let [open, most] = [0, 0]
  const url = await startServer(t, (request, response) => {
    open += 1
    most = Math.max(most, open)
    request.resume()
    setTimeout(() => {
      open -= 1
      response.end()
    }, 30)
  })
  await runCli(['send', url, '--count', '12', '--concurrency', '3', '--json'], { cwd })
  t.equal(most, 3)
  const paced = await runCli(['send', url, '--count', '11', '--rate', '20', '--json'], { cwd })
  const { durationMs } = readSummary(paced)
  t.ok(Number(durationMs) >= 480, `11 events at 20 a second took ${durationMs} ms`)
})

t.test('the policy decides what is acknowledged and what is sent again, and where', async (t) => {
  const cwd = makeFolder(t)
  const failing = await startPlainServer(t, () => 503)
  const working = await startPlainServer(t, () => 200)
  const rescued = await runCli(['send', failing.url, '--failover', working.url, '--json'], { cwd })
  t.equal(rescued.code, 0)
  t.match(readRecords(rescued), [
    { kind: 'first', status: 503, url: failing.url },
    { kind: 'retry', status: 200, url: working.url },
    { summary: { acknowledged: 1, attemptsByKind: { first: 1, retry: 1 } } },
  ])

  const lost = await runCli(['send', failing.url], { cwd })
  t.equal(lost.code, 1)
  t.match(lost.stderr, /\n503 in .*\nretry: 503 in .*\nNot acknowledged: attempts-used-up\.\n/)

  const empty = await startPlainServer(t, () => 204)
  t.equal((await runCli(['send', empty.url], { cwd })).code, 1, 'strict: exactly 200')
  t.equal((await runCli(['send', empty.url, '--policy', 'voice-api'], { cwd })).code, 0)
})

t.test('an application with another key: the code, the fix, and the key to start it with', async (t) => {
  const other = await startTrustingApp(t)
  const cwd = makeFolder(t)
  const { code, stderr } = await runCli(['send', other.url], { cwd })
  t.equal(code, 1)
  t.match(
    stderr,
    /403 in .*\n {2}signature_mismatch: The signature .*\n {2}Fix: Compare .*\nNot acknowledged: refused\./,
  )
  t.ok(stderr.includes(`TELNYX_PUBLIC_KEY=${await readDevelopmentKey(cwd)}`))
  const many = await runCli(['send', other.url, '--count', '3', '--json'], { cwd })
  t.equal(many.code, 1)
  t.match(readSummary(many), {
    met: false,
    unacknowledged: { refused: 3 },
    attemptsByCode: { signature_mismatch: 3 },
  })
})

t.test('what was changed after signing, or signed too long ago, has to be refused', async (t) => {
  const { send, events, cwd } = await startTrustingApp(t)
  for (const [option, refusal] of [
    ['--tamper', 'signature_mismatch'],
    ['--stale', 'timestamp_too_old'],
  ] as const) {
    for (const type of ['call-completed', 'json']) {
      const { code, stderr } = await send(option, '--event', type)
      t.equal(code, 0, `${option} ${type}`)
      t.match(stderr, new RegExp(`403 in .*\n {2}${refusal}: [\\s\\S]*Refused, as it had to be\\.\n$`))
    }
    const many = await send(option, '--day', '--count', '2', '--json')
    t.equal(many.code, 0)
    t.match(readSummary(many), {
      expected: 'refused',
      met: true,
      refused: 14,
      attemptsByCode: { [refusal]: 14 },
    })
    t.match(many.stderr, 'refused, as expected: 14 of 14')
  }
  t.strictSame(events, [])

  const careless = await startPlainServer(t, () => 200)
  const accepted = await runCli(['send', careless.url, '--tamper'], { cwd })
  t.equal(accepted.code, 1)
  t.match(accepted.stderr, 'It had to be refused with a 4xx, and was not.')
  const failing = await startPlainServer(t, () => 500)
  t.equal((await runCli(['send', failing.url, '--stale'], { cwd })).code, 1, 'a 500 is no refusal')
})

// util-linux has it; elsewhere its arguments differ.
const TERMINAL = '/usr/bin/script'
const hasTerminal = process.platform === 'linux' && existsSync(TERMINAL)

t.test(
  'on a terminal, a bar shows how far it is, and gives the cursor back',
  { skip: !hasTerminal },
  async (t) => {
    const cwd = makeFolder(t)
    const { url } = await startPlainServer(t, (index) => (index % 10 === 0 ? 403 : 200))
    const command = `"${process.execPath}" "${CLI}" send ${url} --count 100 --rate 100`
    const terminal = spawn(TERMINAL, ['-qec', command, '/dev/null'], { cwd })
    terminal.stdin.end()
    let text = ''
    terminal.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    const [code] = await once(terminal, 'close')
    t.equal(code, 1)
    const counts = [...text.matchAll(/(\d+)\/100 \| \d+ attempts\/s/g)].map(([, count]) => Number(count))
    t.ok(new Set(counts).size > 3, `drawn with ${counts.join(', ')}`)
    t.match(text, /100\/100 \| \d+ attempts\/s \| 10 not answered 2xx/)
    t.ok(text.lastIndexOf('\u001b[?25h') > text.lastIndexOf('\u001b[?25l'), 'the cursor is shown again')
    t.match(text, /acknowledged: 90 of 100/)
  },
)

t.test('nothing listens there', async (t) => {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  const { code, stderr } = await runCli(['send', `http://127.0.0.1:${port}/`], { cwd: makeFolder(t) })
  t.equal(code, 1)
  t.match(stderr, /unreachable in .*\n[\s\S]*Nothing accepts connections there\./)
})

t.test('Ctrl+C prints the summary of what was sent, and ends with 130', async (t) => {
  const cwd = makeFolder(t)
  let answered = 0
  const url = await startServer(t, (request, response) => {
    request.resume()
    answered += 1
    // The fourth waits until the connection breaks.
    if (answered < 4) response.end()
  })
  const cli = startCli(['send', url, '--count', '50', '--concurrency', '1', '--json'], { cwd })
  await cli.waitForLine(/"event":2,/)
  const result = await cli.stop()
  t.equal(result.code, 130)
  t.match(readSummary(result), { interrupted: true, met: false, acknowledged: 3 })
  t.match(result.stderr, /Interrupted\.\n/)
})

t.test('wrong usage ends with 2 and says how to fix it', async (t) => {
  const cwd = makeFolder(t)
  const url = 'http://127.0.0.1:9/'
  writeFileSync(join(cwd, 'kept.json'), JSON.stringify({ version: 1, headers: {}, bodyBase64: '' }))
  const cases: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[], /missing required argument 'url'/],
    [['127.0.0.1:3000/calls'], /Write it as in http:\/\/127\.0\.0\.1:3000\/calls\./],
    [['https://127.0.0.1/'], /http: URLs only/],
    [[url, '--failover', 'ftp://x/'], /is not an http: URL/],
    [[url, '--status', 'ended'], /--status must be one of completed, busy, no-answer, canceled, failed, not/],
    [[url, '--status', 'busy', '--event', 'gather'], /--status is for --event call-completed/],
    [[url, '--field', 'Digits'], /--field must be name=value/],
    [[url, '--header', 'Bad Name: x'], /--header must be a header, such as/],
    [[url, '--field', 'CallSid=1', '--count', '2'], /use --duplicates 100%/],
    [[url, '--file', 'missing'], /missing cannot be read/],
    [[url, '--file', 'kept.json'], /telnyx-call replay kept\.json/],
    [[url, '--file', 'kept.json', '--day'], /--file cannot be combined with --day/],
    [[url, '--day', '--event', 'gather'], /--day cannot be combined with --event/],
    [[url, '--count', '0'], /--count must be a whole number, at least 1/],
    [[url, '--rate', '-1'], /--rate must be a number above 0/],
    [[url, '--duplicates', '150%'], /--duplicates must be a share, such as 5%/],
    [[url, '--policy', 'lenient'], /--policy must be one of strict, voice-api, patient/],
    [[url, '--unknown'], /unknown option/],
  ]
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await runCli(['send', ...args], { cwd })
    t.equal(code, 2, args.join(' '))
    t.match(stderr, message)
    t.equal(stdout, '')
  }
  const json = await runCli(['send', url, '--count', 'x', '--json'], { cwd })
  t.match(readRecords(json), [{ error: 'invalid_option', message: /--count/ }])
})
