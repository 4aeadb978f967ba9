import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { request as openRequest } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createTestKeys, sampleCall, sampleEvent, signedRequest } from '@telnyx-call/testing'
import t from 'tap'
import { readEvents } from './event-reading.ts'
import { type ListenProcess, startListen } from './listen-process.ts'

// Each test starts processes, which takes its time where others share the machine.
t.setTimeout(120_000)

const runShell = (command: string) => promisify(execFile)('bash', ['-c', command])

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** `fetch` sets Host, Origin and Sec-Fetch-Site itself. */
async function ask(address: string, { method = 'GET', path, headers = {}, body }: Sent = {}) {
  const { hostname, port, pathname } = new URL(address)
  const request = openRequest({ hostname, port, method, path: path ?? pathname, headers })
  request.end(body)
  const [response] = await once(request, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return {
    status: Number(response.statusCode),
    headers: response.headers,
    text: Buffer.concat(chunks).toString(),
  }
}

function writeFrom(
  { pageUrl }: ListenProcess,
  action = 'clear',
  headers: Readonly<Record<string, string>> = {},
): Sent {
  return {
    method: 'POST',
    path: `${new URL(pageUrl).pathname}${action}`,
    headers: { origin: new URL(pageUrl).origin, 'content-type': 'application/json', ...headers },
    body: '{}',
  }
}

t.test('what is not the page itself is refused', async (t) => {
  const listen = await startListen(t)
  const { pageUrl } = listen
  const { host, origin, pathname } = new URL(pageUrl)
  await listen.post()
  const { origin: _, ...noOrigin } = writeFrom(listen).headers ?? {}
  const attacks: Readonly<Record<string, readonly [Sent, number]>> = {
    'a foreign Host': [{ headers: { host: 'example.com' } }, 403],
    'a Host that a tunnel rewrote, with x-forwarded-for': [
      { headers: { host, 'x-forwarded-for': '203.0.113.7' } },
      403,
    ],
    'a no-cors POST of text from another site': [
      writeFrom(listen, 'clear', {
        'content-type': 'text/plain',
        origin: 'https://example.com',
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'no-cors',
      }),
      403,
    ],
    'a POST of text from the page': [writeFrom(listen, 'clear', { 'content-type': 'text/plain' }), 415],
    'GET on an action': [{ path: `${pathname}clear` }, 405],
    'events without the token': [{ path: '/events' }, 404],
    'Origin null': [writeFrom(listen, 'clear', { origin: 'null' }), 403],
    'no Origin': [{ ...writeFrom(listen), headers: noOrigin }, 403],
    'a wrong token': [{ path: pathname.replace(/^\/./, (start) => (start === '/a' ? '/b' : '/a')) }, 404],
    'a token that is cut': [{ path: `${pathname.slice(0, -2)}/` }, 404],
    'Sec-Fetch-Site cross-site': [writeFrom(listen, 'clear', { 'sec-fetch-site': 'cross-site' }), 403],
    'another port of this machine': [
      writeFrom(listen, 'clear', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }),
      403,
    ],
    'a foreign Origin with the right token': [
      writeFrom(listen, 'clear', { origin: 'https://example.com' }),
      403,
    ],
    'a read from another site': [
      { path: `${pathname}events`, headers: { 'sec-fetch-site': 'cross-site' } },
      403,
    ],
    'the header Forwarded': [{ headers: { host, forwarded: 'for=203.0.113.7' } }, 403],
    'a path out of the page': [{ path: `${pathname}../cli.mjs` }, 404],
    'DELETE on a delivery': [{ method: 'DELETE', path: `${pathname}deliveries/1` }, 405],
  }
  for (const [name, [sent, status]] of Object.entries(attacks)) {
    const answer = await ask(pageUrl, sent)
    t.equal(answer.status, status, name)
    t.equal(answer.headers['access-control-allow-origin'], undefined)
  }
  t.match(await ask(pageUrl, { path: '/' }), { status: 404 })
  const [, deliveries] = await readEvents(`${pageUrl}events`, 2)
  t.equal(JSON.parse(deliveries?.data ?? '').length, 1, 'nothing was cleared')

  t.equal((await ask(pageUrl, writeFrom(listen, 'clear', { 'sec-fetch-site': 'same-origin' }))).status, 204)
  t.equal((await ask(pageUrl, { headers: { host: host.replace('127.0.0.1', 'localhost') } })).status, 200)
  t.not(origin, new URL(listen.url).origin)
})

t.test('the page comes with a strict policy, and its token is for its owner alone', async (t) => {
  const { pageUrl, cwd } = await startListen(t)
  for (const [path, type] of [
    ['', 'text/html'],
    ['page.js', 'text/javascript'],
    ['page.css', 'text/css'],
  ] as const) {
    const answer = await fetch(pageUrl + path)
    t.equal(answer.status, 200)
    t.match(answer.headers.get('content-type'), type)
    t.match(
      answer.headers.get('content-security-policy'),
      /^default-src 'none'; script-src 'self'; style-src 'self'/,
    )
    t.match(answer.headers.get('content-security-policy'), "require-trusted-types-for 'script'")
    t.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    t.equal(answer.headers.get('referrer-policy'), 'no-referrer')
    t.equal(answer.headers.get('cache-control'), 'no-store')
    t.ok((await answer.text()).length > 0)
  }
  const path = join(cwd, '.telnyx-call', 'inspector-token')
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.equal(new URL(pageUrl).pathname, `/${readFileSync(path, 'utf8').trim()}/`)
})

t.test('the token stays across restarts', async (t) => {
  const first = await startListen(t)
  await first.cli.stop()
  const second = await startListen(t, [], first.cwd)
  t.equal(new URL(second.pageUrl).pathname, new URL(first.pageUrl).pathname)
})

t.test('events resume after the last one that was seen', async (t) => {
  const { post, pageUrl, url, keys } = await startListen(t)
  await post({ fields: sampleCall({ CallSid: 'first' }) })
  const [about, before] = await readEvents(`${pageUrl}events`, 2)
  t.equal(about?.event, 'about')
  t.match(JSON.parse(about?.data ?? ''), {
    receiverUrl: url,
    publicKeys: [{ publicKey: keys.publicKey, of: 'development' }],
    cap: 5000,
    responseTimeoutMs: 2000,
  })
  t.match(JSON.parse(before?.data ?? ''), [{ callSid: 'first', outcome: 'handled' }])
  await post({ fields: sampleCall({ CallSid: 'second' }) })
  const [, resumed] = await readEvents(`${pageUrl}events`, 2, before?.id)
  t.match(JSON.parse(resumed?.data ?? ''), [{ callSid: 'second' }])
  t.equal(JSON.parse(resumed?.data ?? '').length, 1, 'only what is new')
  const [, restarted] = await readEvents(`${pageUrl}events`, 2, 'another:1')
  t.equal(JSON.parse(restarted?.data ?? '').length, 2, 'everything, for a page of another start')
})

t.test('an open page hears of a delivery within a second', async (t) => {
  const { post, pageUrl } = await startListen(t)
  const heard = readEvents(`${pageUrl}events`, 2)
  await post({ fields: sampleCall({ CallSid: 'live' }) })
  const answeredAt = performance.now()
  t.match(JSON.parse((await heard)[1]?.data ?? ''), [{ callSid: 'live' }])
  t.ok(performance.now() - answeredAt < 1000)
})

t.test('a delivery is shown with its checks, fields and what reproduces it', async (t) => {
  const { post, readDetail, url, waitForRecord } = await startListen(t)
  const fields = sampleCall()
  await post({ fields }, 'hook?a=1')
  await post({ fields, headers: { 'telnyx-timestamp': '1700000000' } })
  const call = signedRequest({ keys: createTestKeys(), fields })
  await fetch(url, call)
  const good = await waitForRecord(/^\{.*"handled"/)
  const stale = await waitForRecord(/^\{.*timestamp_too_old/)
  const forged = await waitForRecord(/^\{.*signature_mismatch/)

  const detail = await readDetail(good.id)
  t.same(
    detail.checks.map(({ name, result }) => `${name} ${result}`),
    [
      'method passed',
      'content-type passed',
      'content-encoding passed',
      'body passed',
      'signing-headers passed',
      'time-window passed',
      'signature passed',
      'event-type passed',
      'schema passed',
      'deduplication passed',
    ],
  )
  t.match(detail, {
    method: 'POST',
    path: '/hook?a=1',
    event: { type: 'call-completed' },
    record: { sid: fields.CallSid },
  })
  t.match(
    detail.fields.find(({ name }) => name === 'CallSid'),
    { value: fields.CallSid, meaning: 'Id of the call, the same as its call control id.' },
  )
  t.match(detail.curl, `--data-raw '${new URLSearchParams(fields)}'`)
  t.match(detail.testSnippet, 'signedRequest({')

  const old = await readDetail(stale.id)
  t.match(old.checks[5], { name: 'time-window', result: 'failed', reason: /too long ago/, fix: /NTP/ })
  t.match(old.checks[6], { name: 'signature', result: 'not-reached' })

  const wrong = await readDetail(forged.id)
  t.match(wrong.checks[6], { name: 'signature', result: 'failed' })
  t.match(wrong.summary, { isVerified: false, type: 'call-completed' })
  t.match(wrong.diagnosis, { explanation: /./, fixes: [{ host: 'Express', fix: /./ }] })
})

t.test('a damaged body is diagnosed', async (t) => {
  const { readDetail, url, keys, waitForRecord } = await startListen(t)
  const signed = signedRequest({ keys })
  await fetch(url, { ...signed, body: signed.body.replaceAll('+', '%20') })
  const { id } = await waitForRecord(/^\{.*signature_mismatch/)
  const { diagnosis } = await readDetail(id)
  t.match(diagnosis, { certainty: 'proven', explanation: /space/i })
  t.same(
    diagnosis?.fixes.map(({ host }) => host),
    ['Express', 'Koa', 'Fastify', 'Fetch'],
  )
})

t.test('JSON, bytes that are no text, and hostile values are shown as they came', async (t) => {
  const { post, readDetail, waitForRecord } = await startListen(t)
  const read = async (pattern: RegExp) => {
    const { id } = await waitForRecord(pattern)
    return readDetail(id)
  }
  await post({ json: sampleEvent('json') })
  const json = await read(/^\{.*"type":"json"/)
  t.match(
    json.fields.find(({ name }) => name === 'data.event_type'),
    { value: sampleEvent('json').data.event_type },
  )

  const body = Buffer.from([0x61, 0x3d, 0x00, 0xff])
  await post({ body })
  const bytes = await read(/^\{.*"bodyBytes":4,/)
  t.equal(bytes.bodyBase64, body.toString('base64'))
  t.match(bytes.curl, "printf %s 'YT0A/w==' | base64 -d | curl")
  t.match(bytes.testSnippet, 'Buffer.from("YT0A/w==", \'base64\')')
  t.match(bytes.summary, { type: 'unknown', hasDrift: true })

  const evil = `<img src=x onerror=alert(1)>'"\u202e\u0007${'x'.repeat(40_000)}`
  await post({ fields: sampleCall({ CallSid: 'evil', CallerId: evil, From: evil }) })
  const hostile = await read(/^\{.*"callSid":"evil"/)
  t.equal(hostile.fields.find(({ name }) => name === 'CallerId')?.value, evil)
  t.equal(hostile.summary.from?.length, 300, 'the list has no long values')
})

t.test('curl lines of a shell send the same bytes', async (t) => {
  const { post, readDetail, waitForRecord, cli } = await startListen(t)
  const bodies = [`a=it's "q" $HOME \\ %20\n&b=2`, '@file=1', Buffer.from([0x61, 0x3d, 0x00, 0xff])]
  for (const [index, body] of bodies.entries()) {
    await post({ body, headers: { 'x-index': `${index}`, 'x-empty': '' } })
    const { id } = await waitForRecord(new RegExp(`^\\{.*"bodyBytes":${body.length},`))
    const sent = await readDetail(id)
    await runShell(sent.curl)
    const repeated = await waitForRecord(
      new RegExp(`^\\{.*"outcome":"duplicate".*"bodyBytes":${body.length},`),
    )
    const again = await readDetail(repeated.id)
    t.equal(again.bodyBase64, sent.bodyBase64)
    t.same(
      again.headers.filter(([name]) => /^(telnyx|x-)/i.test(name ?? '')).sort(),
      sent.headers.filter(([name]) => /^(telnyx|x-)/i.test(name ?? '')).sort(),
    )
  }
  await cli.stop()
})

t.test('an edited event is signed anew, for the receiver and the forwards alone', async (t) => {
  const listen = await startListen(t, ['--forward', 'http://127.0.0.1:9/'])
  const send = (request: unknown) =>
    ask(listen.pageUrl, { ...writeFrom(listen, 'send'), body: JSON.stringify(request) })
  const event = {
    contentType: 'application/x-www-form-urlencoded',
    bodyBase64: Buffer.from(`${new URLSearchParams(sampleCall({ CallSid: 'edited' }))}`).toString('base64'),
  }
  t.match(JSON.parse((await send(event)).text), { status: 502, durationMs: Number })
  t.match(await listen.waitForRecord(/^\{.*"callSid":"edited"/), { isVerified: true })
  const down = await send({ ...event, url: 'http://127.0.0.1:9/' })
  t.match(JSON.parse(down.text), { error: 'ECONNREFUSED' })
  t.equal((await send({ ...event, url: 'http://127.0.0.1:1/' })).status, 403)
  t.equal((await send({ ...event, contentType: 'a\r\nb: c' })).status, 400)
  t.equal((await send({})).status, 400)
  t.equal((await ask(listen.pageUrl, { ...writeFrom(listen, 'send'), body: '{' })).status, 400)
})

t.test('HAR 1.2, one and all, without credentials', async (t) => {
  const { post, pageUrl, url, waitForRecord } = await startListen(t)
  const fields = sampleCall()
  await post({ fields, headers: { authorization: 'Bearer secret' } }, 'hook?a=1&b=2')
  await post({ body: Buffer.from([0x61, 0x3d, 0xff]) })
  const { id } = await waitForRecord(/^\{.*call-completed/)
  await waitForRecord(/^\{.*"bodyBytes":3,/)
  const one = await fetch(`${pageUrl}deliveries/${id}.har`)
  t.match(one.headers.get('content-disposition'), `attachment; filename="${id}.har"`)
  const { log } = JSON.parse(await one.text())
  t.match(log, { version: '1.2', creator: { name: 'telnyx-call' } })
  t.equal(log.entries.length, 1)
  t.match(log.entries[0], {
    startedDateTime: /^\d{4}-.*Z$/,
    request: {
      method: 'POST',
      url: `${url}hook?a=1&b=2`,
      queryString: [
        { name: 'a', value: '1' },
        { name: 'b', value: '2' },
      ],
      postData: { mimeType: 'application/x-www-form-urlencoded', text: `${new URLSearchParams(fields)}` },
    },
    response: { status: 200, statusText: 'OK' },
    timings: { send: 0, wait: Number, receive: 0 },
  })
  t.notMatch(JSON.stringify(log), 'Bearer secret')
  const all = JSON.parse(await (await fetch(`${pageUrl}deliveries.har`)).text())
  t.equal(all.log.entries.length, 2)
  t.match(all.log.entries[1].request.postData, { text: 'YT3/', encoding: 'base64' })
})
