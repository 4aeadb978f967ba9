import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sampleCall, sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import { startListen } from './listen-process.ts'
import { makeFolder, readRecords, runCli, startCli } from './run-cli.ts'

// Each test starts processes, which takes its time where others share the machine.
t.setTimeout(120_000)

t.test('one ready line comes first, and healthz answers 200', async (t) => {
  const { cli, url, pageUrl, keys } = await startListen(t)
  const health = await fetch(`${url}healthz`)
  t.equal(health.status, 200)
  t.same(await health.json(), { status: 'ok' })
  const { code, stdout, stderr } = await cli.stop()
  t.same(readRecords({ stdout }), [{ ready: true, url, pageUrl, publicKey: keys.publicKey }])
  t.match(stderr, `TELNYX_PUBLIC_KEY=${keys.publicKey}`)
  t.equal(code, 130, 'Ctrl+C is an interruption')
})

t.test('SIGTERM ends it with 0', async (t) => {
  const { cli } = await startListen(t, ['--no-page'])
  t.equal((await cli.stop('SIGTERM')).code, 0)
})

t.test('a port that is in use is a usage error that says so', async (t) => {
  const { url } = await startListen(t)
  const { port } = new URL(url)
  const { code, stderr } = await runCli(['listen', '--port', port, '--page-port', '0'], {
    cwd: makeFolder(t),
  })
  t.equal(code, 2)
  t.match(stderr, `Port ${port} is in use`)
})

t.test('bad usage ends with 2', async (t) => {
  for (const [args, error] of [
    [['--public-key', 'abc'], 'invalid_public_key'],
    [['--expect', 'call-completed'], 'invalid_expectation'],
    [['--forward', 'ftp://127.0.0.1/'], 'invalid_url'],
    [['--reply', 'missing.xml'], 'unreadable_file'],
    [['--first', '2'], 'invalid_option'],
    [['--drop', 'half'], 'invalid_option'],
    [['--port', '70000'], 'port_not_allowed'],
  ] as const) {
    const { code, stdout } = await runCli(['listen', '--json', '--page-port', '0', ...args], {
      cwd: makeFolder(t),
    })
    t.equal(code, 2, args.join(' '))
    t.match(readRecords({ stdout }), [{ error }])
  }
})

t.test('authentic, refused, unreadable and repeated deliveries are told apart', async (t) => {
  const { cli, post } = await startListen(t)
  const fields = sampleCall()
  t.equal((await post({ fields })).status, 200)
  t.equal((await post({ fields })).status, 200)
  t.equal((await post({ body: 'hello', headers: { 'content-type': 'text/plain' } })).status, 415)
  t.equal((await post({ fields, timestamp: 1_700_000_000 })).status, 403)
  t.equal((await post({ json: sampleEvent('json') })).status, 200)
  const [, ...records] = readRecords(await cli.stop())
  t.match(records, [
    { outcome: 'handled', isVerified: true, type: 'call-completed', callSid: fields.CallSid, attempt: 1 },
    { outcome: 'duplicate', isVerified: true, attempt: 2, sinceFirstMs: Number, sincePreviousMs: Number },
    { outcome: 'refused', code: 'unsupported_media_type', isVerified: false, type: 'unreadable' },
    { outcome: 'refused', code: 'timestamp_too_old', isVerified: true, type: 'call-completed' },
    { outcome: 'handled', type: 'json' },
  ])
})

t.test('phone numbers are masked unless --reveal', async (t) => {
  const fields = sampleCall({ From: '+15550001234' })
  const { cli, post } = await startListen(t)
  await post({ fields })
  const masked = await cli.stop()
  t.notMatch(masked.stdout + masked.stderr, '15550001234')
  t.match(readRecords(masked)[1], { from: '***34' })
  const open = await startListen(t, ['--reveal'])
  await open.post({ fields })
  t.match(readRecords(await open.cli.stop())[1], { from: '+15550001234' })
})

t.test('control characters of a delivery do not reach the terminal', async (t) => {
  const { cli, post } = await startListen(t)
  await post({ fields: sampleCall({ CallSid: '\u001b[2Jcleared\u202e' }) })
  const { stderr } = await cli.stop()
  t.match(stderr, '\\u001b[2Jcleared\\u202e')
  t.notMatch(stderr, '\u001b')
})

t.test('what waits for TeXML gets the file of --reply, else an empty document', async (t) => {
  const fields = sampleEvent('gather')
  const plain = await startListen(t)
  const answer = await plain.post({ fields })
  t.equal(answer.headers.get('content-type'), 'application/xml')
  t.match(await answer.text(), /^<\?xml[^>]*>\s*<Response><\/Response>\s*$/)
  const cwd = makeFolder(t)
  writeFileSync(join(cwd, 'menu.xml'), '<Response><Say>Hi</Say></Response>')
  const { post } = await startListen(t, ['--reply', 'menu.xml'], cwd)
  t.equal(await (await post({ fields })).text(), '<Response><Say>Hi</Say></Response>')
  t.equal(await (await post({ fields: sampleEvent('call-answered') })).text(), '', 'a notification does not')
})

t.test('--record keeps deliveries for their owner alone, and loads them again', async (t) => {
  const first = await startListen(t, ['--record', 'kept'])
  const { cwd } = first
  const folder = join(cwd, 'kept')
  const fields = sampleCall()
  await first.post({ fields, headers: { authorization: 'Bearer secret' } }, 'hook?a=1')
  await first.post({ timestamp: 1_700_000_000 })
  await first.cli.stop()
  const names = readdirSync(folder)
  t.equal(names.length, 2)
  for (const name of names) t.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
  const [kept, stale] = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  t.match(kept, {
    version: 1,
    reason: { outcome: 'handled', status: 200 },
    received: { method: 'POST', path: '/hook?a=1' },
  })
  t.notMatch(JSON.stringify(kept), 'Bearer secret')
  t.match(stale, { reason: { outcome: 'refused', code: 'timestamp_too_old', status: 403 } })

  writeFileSync(join(folder, 'broken.json'), '{')
  const second = await startListen(t, ['--record', 'kept'], cwd)
  await second.cli.waitForLine(/broken\.json is not a kept delivery/)
  const detail = await second.readDetail(names[0]?.replace('.json', ''))
  t.match(detail, {
    summary: { source: 'recorded', outcome: 'handled', isVerified: true, callSid: fields.CallSid },
    path: '/hook?a=1',
    bodyBase64: kept.bodyBase64,
    answer: { status: 200 },
  })
  await second.post({ fields })
  t.match(await second.waitForRecord(/"attempt":3/), { outcome: 'duplicate' }, 'its copies are known')
})

t.test('--answer --first misbehaves for the first attempts of each event', async (t) => {
  const { cli, post } = await startListen(t, ['--answer', '503', '--first', '2', '--delay', '120'])
  const startedAt = performance.now()
  const statuses = []
  for (let attempt = 1; attempt <= 3; attempt++)
    statuses.push((await post({ fields: sampleCall({ CallSid: 'a' }) })).status)
  t.same(statuses, [503, 503, 200])
  const elapsedMs = performance.now() - startedAt
  t.ok(elapsedMs >= 240, `the first two are delayed: ${elapsedMs} ms`)
  t.equal(
    (await post({ fields: sampleCall({ CallSid: 'b' }) })).status,
    503,
    'another event has its own attempts',
  )
  const [, ...records] = readRecords(await cli.stop())
  t.match(
    records.map(({ attempt, outcome }) => [attempt, outcome]),
    [
      [1, 'failed'],
      [2, 'failed'],
      [3, 'handled'],
      [1, 'failed'],
    ],
  )
  const [, second, third] = records
  t.ok(Number(second?.sinceFirstMs) >= 119)
  t.ok(Number(third?.sinceFirstMs) >= Number(third?.sincePreviousMs) + 119)
})

t.test('--drop drops the same connections with the same seed', async (t) => {
  const runs = []
  for (let run = 0; run < 2; run++) {
    const { post, cli } = await startListen(t, ['--drop', '50%', '--seed', '7', '--no-page'])
    const ends = []
    for (let index = 0; index < 20; index++) {
      ends.push(
        await post({ fields: sampleCall({ CallSid: `${index}` }) }).then(
          ({ status }) => status,
          () => 'dropped',
        ),
      )
    }
    runs.push(ends)
    const records = readRecords(await cli.stop()).slice(1)
    t.equal(
      records.filter(({ outcome }) => outcome === 'failed').length,
      ends.filter((end) => end === 'dropped').length,
    )
  }
  t.same(runs[0], runs[1])
  const dropped = runs[0]?.filter((end) => end === 'dropped').length ?? 0
  t.ok(dropped > 3 && dropped < 17, `${dropped} of 20 were dropped`)
})

t.test('a body over the limit is refused, a request to another method too', async (t) => {
  const { url, post, cli } = await startListen(t)
  t.equal((await post({ body: `a=${'x'.repeat(1024 * 1024)}` })).status, 413)
  t.equal((await fetch(`${url}?CallSid=1`)).status, 405)
  t.match(readRecords(await cli.stop()).slice(1), [
    { code: 'body_too_large', bodyBytes: 1024 * 1024 },
    { code: 'method_not_allowed', type: 'unreadable' },
  ])
})

t.test('--expect', async (t) => {
  const expect = async (args: readonly string[], sent: readonly Record<string, string>[]) => {
    const { cli, post } = await startListen(t, args)
    for (const fields of sent) await post({ fields }).catch(() => undefined)
    return cli.ended
  }
  const call = sampleCall({ CallSid: 'c1' })
  t.equal((await expect(['--expect', 'type=call-completed'], [sampleEvent('call-answered'), call])).code, 0)
  t.equal(
    (await expect(['--expect', 'status=completed,callSid=c1,From=+353', '--timeout', '0.5'], [call])).code,
    1,
  )
  t.equal((await expect(['--expect', `status=completed,callSid=c1,From=${call.From}`], [call])).code, 0)
  t.equal(
    (
      await expect(
        ['--expect', 'type=call-completed', '--expect', 'type=gather'],
        [call, sampleEvent('gather')],
      )
    ).code,
    0,
  )
  t.equal((await expect(['--count', '2'], [call, call])).code, 0)
  const { code, stderr } = await expect(
    ['--expect', 'type=gather', '--count', '2', '--timeout', '0.5'],
    [call],
  )
  t.equal(code, 1)
  t.match(stderr, 'Expected 2 of type=gather; 0 came.')
  t.match(stderr, '1 call-completed completed (handled)')
})

t.test('a refused delivery meets an expectation only if it asks for that', async (t) => {
  const stale = { timestamp: 1_700_000_000 }
  const authentic = await startListen(t, ['--expect', 'type=call-completed', '--timeout', '0.5'])
  await authentic.post(stale)
  t.equal((await authentic.cli.ended).code, 1)
  const refused = await startListen(t, ['--expect', 'type=call-completed,outcome=refused'])
  await refused.post(stale)
  t.equal((await refused.cli.ended).code, 0)
})

const SEND = `
const body = 'CallSid=1'
fetch(process.env.TELNYX_CALL_URL, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  .then(() => { process.exitCode = Number(process.argv[1]); console.log('key ' + process.env.TELNYX_PUBLIC_KEY) })`

t.test('a command runs beside it, and both have to succeed', async (t) => {
  const run = (args: readonly string[]) =>
    runCli(['listen', '--json', '--port', '0', '--page-port', '0', ...args], { cwd: makeFolder(t) })
  const node = (code: string, ...rest: string[]) => ['--', process.execPath, '-e', code, ...rest]

  const met = await run(['--expect', 'code=missing_timestamp', ...node(SEND, '0')])
  t.equal(met.code, 0)
  const [{ publicKey } = {}] = readRecords(met)
  t.match(
    met.stderr,
    `key ${publicKey}`,
    'what the command prints is not NDJSON, so it goes to standard error',
  )
  t.equal((await run(['--expect', 'code=missing_timestamp', ...node(SEND, '3')])).code, 1)
  t.equal((await run(['--expect', 'type=gather', '--timeout', '0.5', ...node(SEND, '0')])).code, 1)
  t.equal((await run(node('process.exitCode = 0'))).code, 0, 'without an expectation, the command decides')
  t.equal((await run(node('process.exitCode = 7'))).code, 1)
  const missing = await run(['--', 'no-such-command-anywhere'])
  t.equal(missing.code, 1)
  t.match(missing.stderr, 'no-such-command-anywhere cannot be started')
})

t.test('Ctrl+C ends the command as well', async (t) => {
  const script = "console.error('child ' + process.pid); setInterval(() => {}, 1000)"
  const cli = startCli(['listen', '--port', '0', '--no-page', '--', process.execPath, '-e', script], {
    cwd: makeFolder(t),
  })
  const pid = Number((await cli.waitForLine(/^child \d+$/)).split(' ')[1])
  t.equal((await cli.stop()).code, 130)
  t.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
})
