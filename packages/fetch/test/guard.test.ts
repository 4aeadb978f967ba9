import {
  createGuard,
  type Delivery,
  type DeliveryFailure,
  type KeptDelivery,
  keepDelivery,
  telnyxCall,
} from '@telnyx-call/fetch'
import { sampleCall, sampleEvent, signedRequest } from '@telnyx-call/testing'
import t from 'tap'
import { createRequest, keys } from './requests.ts'

interface Env {
  readonly TELNYX_PUBLIC_KEY: string
}

const env: Env = { TELNYX_PUBLIC_KEY: keys.publicKey }

t.test('options that depend on the environment are made once, with the first request', async (t) => {
  const seen: Env[] = []
  const createOptions = (given: Env) => {
    seen.push(given)
    return { publicKey: given.TELNYX_PUBLIC_KEY }
  }
  const handle = telnyxCall(createOptions, ({ env }) => Response.json(env))
  t.strictSame([handle.pending, await handle.drain(), seen.length], [0, 0, 0])
  const response = await handle(createRequest(), env)
  t.strictSame(await response.json(), env)
  t.equal((await handle(createRequest(), { TELNYX_PUBLIC_KEY: 'another' })).status, 200)
  t.strictSame(seen, [env])
})

t.test('a failure to make the options is not remembered', async (t) => {
  let isReady = false
  const handle = telnyxCall(
    (given: Env) => {
      if (!isReady) throw new Error('the secrets are not there yet, as this test wants')
      return { publicKey: given.TELNYX_PUBLIC_KEY }
    },
    () => {},
  )
  await t.rejects(handle(createRequest(), env), /not there yet/)
  isReady = true
  t.equal((await handle(createRequest(), env)).status, 200)
  await t.rejects(
    telnyxCall(
      () => ({ publicKey: 'no key' }),
      () => {},
    )(createRequest()),
    {
      code: 'invalid_option',
    },
  )
})

t.test('mistakes at the start', async (t) => {
  const wrong = telnyxCall as unknown as (...parameters: unknown[]) => unknown
  const publicKey = keys.publicKey
  t.throws(() => wrong({ publicKey }), { code: 'invalid_option', message: /there is no handler/ })
  t.throws(() => wrong(() => ({ publicKey })), { code: 'invalid_option', message: /there is no handler/ })
  t.throws(() => wrong({ publicKey: 'no key' }, () => {}), { code: 'invalid_option' })
  t.throws(() => wrong(createRequest(), {}), { message: /mounted without being called/ })
})

t.test('a guard for those who answer themselves', async (t) => {
  const guard = createGuard({ publicKey: keys.publicKey, events: ['gather', 'call-completed'] })
  const forged = await guard(createRequest({ body: 'forged' }))
  t.equal(forged.response?.status, 403)
  const waiting = new Request('https://example.test/', signedRequest({ keys, fields: sampleEvent('gather') }))
  const guarded = await guard(waiting)
  if (guarded.response) throw new Error('it was refused')
  t.equal(guard.pending, 1)
  t.equal(guarded.event.type === 'gather' && guarded.event.Digits, sampleEvent('gather').Digits)
  const response = await guarded.respond(new Response('<Response/>', { status: 201 }))
  t.strictSame([response.status, await response.text()], [200, '<Response/>'])
  t.equal(guard.pending, 0)
})

t.test('a guard whose handler fails, then succeeds', async (t) => {
  const failures: unknown[] = []
  const guard = createGuard({
    publicKey: keys.publicKey,
    onFailed: (_delivery, failure) => void failures.push(failure),
  })
  const failure = new Error('the handler failed, as this test wants')
  const first = await guard(createRequest())
  if (first.response) throw new Error('it was refused')
  await first.fail(failure)
  t.strictSame(failures, [{ outcome: 'failed', error: failure }])
  const second = await guard(createRequest())
  if (second.response) throw new Error('it was refused')
  t.equal((await second.respond()).status, 200)
  t.equal(
    (await second.respond(new Response(null, { status: 500 }))).status,
    500,
    'only the first end counts',
  )
  const copy = await guard(createRequest())
  t.equal(copy.response?.status, 200)
  t.equal(failures.length, 1)
})

t.test('redelivers what was kept, also where the options are not made yet', async (t) => {
  const kept: KeptDelivery[] = []
  const options = ({ TELNYX_PUBLIC_KEY }: Env) => ({
    publicKey: TELNYX_PUBLIC_KEY,
    onFailed: (delivery: Delivery, failure: DeliveryFailure) =>
      void kept.push(keepDelivery(delivery, failure)),
  })
  const failing = telnyxCall(options, () => new Response(null, { status: 500 }))
  t.equal((await failing(createRequest(), env)).status, 500)
  const [record] = kept as [KeptDelivery]
  const runs: unknown[] = []
  t.equal(await failing.redeliver(record, ({ call }) => runs.push(call?.CallSid)), 'handled')
  const later = telnyxCall(options, () => {})
  t.equal(await later.redeliver(record, ({ call }) => runs.push(call?.CallSid), { env }), 'handled')
  t.strictSame(runs, [sampleCall().CallSid, sampleCall().CallSid])
  await t.rejects(
    createGuard(options).redeliver(record, () => {}),
    { name: 'TypeError' },
  )
})

t.test('a function that finds the key gets the request', async (t) => {
  const handle = telnyxCall(
    {
      publicKey: (request: Request) =>
        new URL(request.url).pathname === '/webhooks/telnyx' ? keys.publicKey : undefined,
    },
    () => {},
  )
  t.equal((await handle(createRequest())).status, 200)
  t.equal((await handle(new Request('https://example.test/other', createRequest()))).status, 503)
})

t.test('the handler finds every header, by lower-case names', async (t) => {
  const handle = telnyxCall({ publicKey: keys.publicKey }, ({ delivery }) => Response.json(delivery.headers))
  const response = await handle(
    createRequest({ headers: { ...Object.fromEntries(createRequest().headers), 'X-Request-ID': 'a1' } }),
  )
  t.match(await response.json(), {
    'x-request-id': 'a1',
    'content-type': 'application/x-www-form-urlencoded',
  })
})
