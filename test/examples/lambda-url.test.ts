import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { startPart, waitUntil } from './example-part.ts'
import { createFunctionUrlEvent } from './function-url-event.ts'
import { createCall, deliver, keys } from './sender.ts'

t.setTimeout(60_000)

process.env.TELNYX_PUBLIC_KEY = keys.publicKey
const { handler } = await import('../../examples/lambda-url/handler.ts')

/** The CallSids that the function's handler has printed in this test. */
function watchHandled(t: Test): () => string[] {
  const printed = t.capture(console, 'log')
  const all: string[] = []
  return () => {
    all.push(...printed().map(({ args }) => JSON.parse(String(args[0])).handled.CallSid))
    return all
  }
}

for (const encoding of ['base64', 'utf8'] as const) {
  t.test(`a form in ${encoding}: copies of one event in one instance make one run`, async (t) => {
    const handled = watchHandled(t)
    const event = createFunctionUrlEvent(createCall(`v3:${encoding}`), encoding)
    const first = await handler(event)
    t.match(first, { statusCode: 200, body: '' })
    t.equal((await handler(event)).statusCode, 200)
    const resigned = createFunctionUrlEvent(createCall(`v3:${encoding}`), encoding)
    t.equal((await handler(resigned)).statusCode, 200, 'signed again')
    t.strictSame(handled(), [`v3:${encoding}`])
  })
}

t.test('copies at the same time make one run', async (t) => {
  const handled = watchHandled(t)
  const event = createFunctionUrlEvent(createCall('v3:crowd'), 'base64')
  const results = await Promise.all([handler(event), handler(event), handler(event)])
  t.strictSame(
    results.map(({ statusCode }) => statusCode),
    [200, 200, 200],
  )
  t.strictSame(handled(), ['v3:crowd'])
})

t.test('characters outside ASCII survive both encodings', async (t) => {
  const handled = watchHandled(t)
  const body = `${new URLSearchParams(sampleCall('recorded', { CallSid: 'v3:raw' }))}&CallerName=Zoë Ørsted`
  for (const encoding of ['utf8', 'base64'] as const) {
    const event = createFunctionUrlEvent(signedRequest({ keys, body }), encoding)
    t.equal((await handler(event)).statusCode, 200, encoding)
  }
  t.strictSame(handled(), ['v3:raw'])
})

t.test('forged calls and other methods are answered by the guard', async (t) => {
  const handled = watchHandled(t)
  const forged = await handler(createFunctionUrlEvent(signedRequest({ keys: createTestKeys() }), 'base64'))
  t.equal(forged.statusCode, 403)
  t.match(forged.headers, { 'content-type': 'application/problem+json' })
  t.match(JSON.parse(forged.body ?? ''), { code: 'signature_mismatch' })
  const { headers } = createCall('v3:get')
  const got = await handler(createFunctionUrlEvent({ method: 'GET', headers }, 'base64'))
  t.equal(got.statusCode, 405)
  t.match(got.headers, { allow: 'POST' })
  t.strictSame(handled(), [])
})

t.test('on the machine of a developer, it is served over HTTP', async (t) => {
  const part = startPart('lambda-url', 'server.ts', { PORT: '0', TELNYX_PUBLIC_KEY: keys.publicKey })
  t.teardown(() => part.kill('SIGKILL'))
  const url = await part.waitForUrl()
  for (const _ of [1, 2]) t.equal((await deliver(url, 'v3:local')).status, 200)
  const forged = await fetch(url, signedRequest({ keys: createTestKeys() }))
  t.equal(forged.status, 403)
  await waitUntil(() => part.lines.some((line) => line.includes('v3:local')), 'the handler')
  t.equal(part.lines.filter((line) => line.startsWith('{"handled":')).length, 1)
})
