import { createGuard, type Refusal, telnyxCall } from '@telnyx-call/fetch'
import t from 'tap'
import { createRequest, keys, signCall } from './requests.ts'

const streaming = { duplex: 'half' } as const

function createHandler(refusals: Refusal[] = []) {
  const options = { publicKey: keys.publicKey, onRefused: (refusal: Refusal) => void refusals.push(refusal) }
  return telnyxCall(options, ({ delivery }) => Response.json({ length: delivery.rawBody.length }))
}

t.test('a body in pieces of one byte is the same body', async (t) => {
  const { bytes, headers } = signCall()
  let position = 0
  const body = new ReadableStream({
    pull: (controller) => {
      if (position === bytes.length) controller.close()
      else controller.enqueue(bytes.slice(position, ++position))
    },
  })
  const response = await createHandler()(createRequest({ headers, body, ...streaming }))
  t.strictSame(await response.json(), { length: bytes.length })
})

t.test('pieces that are empty, and larger than what there was before', async (t) => {
  const { bytes, headers } = signCall()
  const pieces = [new Uint8Array(0), bytes.slice(0, 1), new Uint8Array(0), bytes.slice(1)]
  const body = new ReadableStream({
    pull: (controller) => {
      const piece = pieces.shift()
      if (piece) controller.enqueue(piece)
      else controller.close()
    },
  })
  const response = await createHandler()(createRequest({ headers, body, ...streaming }))
  t.equal(response.status, 200)
})

t.test('what comes after the limit is cancelled, and never read', async (t) => {
  let pulls = 0
  let cancelled = false
  const body = new ReadableStream(
    {
      pull: (controller) => {
        pulls += 1
        controller.enqueue(new Uint8Array(10_000))
      },
      // Nobody waits for it.
      cancel: () => {
        cancelled = true
        return new Promise(() => {})
      },
    },
    { highWaterMark: 0 },
  )
  const { headers } = signCall()
  const response = await createHandler()(createRequest({ headers, body, ...streaming }))
  t.equal(response.status, 413)
  t.equal(response.headers.get('connection'), null, 'the connection is the host’s own affair')
  t.ok(cancelled)
  t.equal(pulls, 7, '65,536 bytes are passed with the seventh piece')
})

t.test('a cancel that fails is nobody’s concern', async (t) => {
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(70_000)),
    cancel: () => Promise.reject(new Error('it cannot be cancelled, as this test wants')),
  })
  const { headers } = signCall()
  const response = await createHandler()(createRequest({ headers, body, ...streaming }))
  t.equal(response.status, 413)
})

t.test('a body whose stream fails is incomplete', async (t) => {
  const { bytes, headers } = signCall()
  let isBegun = false
  const body = new ReadableStream({
    pull: (controller) => {
      if (isBegun) controller.error(new Error('the connection broke, as this test wants'))
      else controller.enqueue(bytes.slice(0, 100))
      isBegun = true
    },
  })
  const response = await createHandler()(createRequest({ headers, body, ...streaming }))
  t.equal(response.status, 400)
  t.match(await response.json(), { code: 'body_incomplete' })
})

t.test('a body that is shorter than it was announced is incomplete', async (t) => {
  const { bytes, headers } = signCall()
  const announced = { ...headers, 'content-length': String(bytes.length) }
  const response = await createHandler()(createRequest({ headers: announced, body: bytes.slice(1) }))
  t.match(await response.json(), { code: 'body_incomplete' })
})

t.test('a stream of something other than bytes is a mistake of the application', async (t) => {
  const { headers } = signCall()
  let cancelled = false
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue('text'),
    cancel: () => {
      cancelled = true
    },
  })
  await t.rejects(createHandler()(createRequest({ headers, body, ...streaming })), {
    name: 'TypeError',
    message: /a stream of string; wanted Uint8Array/,
  })
  t.ok(cancelled)
})

t.test('a body that was used, or is held by a reader, is already consumed', async (t) => {
  const used = createRequest()
  await used.text()
  const held = createRequest()
  held.body?.getReader()
  for (const request of [used, held]) {
    await t.rejects(createHandler()(request), { code: 'body_already_consumed', status: 500 })
  }
})

t.test('a copy that was made before the body was read is read all the same', async (t) => {
  const request = createRequest()
  const copy = request.clone()
  await request.text()
  t.equal((await createHandler()(copy)).status, 200)
  const rebuilt = createRequest()
  const bytes = await rebuilt.arrayBuffer()
  t.equal((await createHandler()(new Request(rebuilt, { body: bytes }))).status, 200)
})

t.test('a request without a body is empty, and judged by its signature', async (t) => {
  const refusals: Refusal[] = []
  const { headers } = signCall()
  const request = new Request('https://example.test/', { method: 'POST', headers })
  t.equal((await createHandler(refusals)(request)).status, 403)
  t.match(refusals, [{ code: 'signature_mismatch' }])
})

t.test('two guards on one request say so', async (t) => {
  const inner = createHandler()
  const outer = telnyxCall({ publicKey: keys.publicKey }, ({ request }) => inner(request))
  await t.rejects(outer(createRequest()), { code: 'body_already_consumed', message: /telnyxCall twice/ })
  const guard = createGuard({ publicKey: keys.publicKey })
  const request = Object.preventExtensions(createRequest())
  await guard(request)
  await t.rejects(inner(request), { message: /Something in this application read the request body/ })
})
