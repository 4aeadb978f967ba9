import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { getTestServer } from '@google-cloud/functions-framework/testing'
import { createTestKeys, signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { createCall, deliver, keys } from './sender.ts'

t.setTimeout(60_000)

const FUNCTION = '../../examples/cloud-function/index.js'

process.env.TELNYX_PUBLIC_KEY = keys.publicKey
await import(FUNCTION)

/** Serves the function as the platform does: the body is parsed before it, and its bytes are in `rawBody`. */
async function serveFunction(t: Test): Promise<string> {
  const server = getTestServer('telnyx')
  server.listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

t.test('a signed call is handled, and its copies are not', async (t) => {
  const url = await serveFunction(t)
  const printed = t.capture(console, 'log')
  for (const _ of [1, 2]) t.equal((await deliver(url, 'v3:function')).status, 200)
  const calls = printed().map(({ args }) => JSON.parse(String(args[0])).handled.CallSid)
  t.strictSame(calls, ['v3:function'])
})

t.test('a forged call, JSON and another method are answered by the guard', async (t) => {
  const url = await serveFunction(t)
  const printed = t.capture(console, 'log')
  const { headers } = createCall('v3:get')
  const answers = [
    await fetch(url, signedRequest({ keys: createTestKeys() })),
    await fetch(url, signedRequest({ keys, json: { data: { id: '1', event_type: 'call.hangup' } } })),
    await fetch(url, { method: 'GET', headers }),
  ]
  t.strictSame(
    await Promise.all(
      answers.map(async (answer) => [answer.status, ((await answer.json()) as { code: string }).code]),
    ),
    [
      [403, 'signature_mismatch'],
      [415, 'unsupported_media_type'],
      [405, 'method_not_allowed'],
    ],
  )
  t.strictSame(printed(), [])
})
