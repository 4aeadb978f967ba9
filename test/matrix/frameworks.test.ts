/** The fetch adapter in frameworks that hand on a `Request`, each as its documents say. */
import { createRequire } from 'node:module'
import { createGuard, telnyxCall } from '@telnyx-call/fetch'
import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { installPackage } from './programs.ts'

t.setTimeout(180_000)

const keys = createTestKeys()
const PATH = '/webhooks/telnyx'

/** What a framework's application looks like from outside. */
type Serve = (request: Request) => Response | Promise<Response>

let sequence = 0

function createCall(): Request {
  const fields = sampleCall('recorded', { CallSid: `v3:${sequence++}` })
  return new Request(`http://example.test${PATH}`, signedRequest({ keys, fields }))
}

function createHandler(options: { refusals?: 'throw' } = {}) {
  return telnyxCall({ publicKey: keys.publicKey, ...options }, ({ call }) =>
    Response.json({ sid: call?.CallSid }, { status: 201 }),
  )
}

/** A call is handled once, its copy acknowledged, and what is forged or no POST refused. */
async function assertGuarded(t: Test, serve: Serve): Promise<void> {
  const request = createCall()
  const copy = request.clone()
  const handled = await serve(request)
  t.strictSame([handled.status, await handled.json()], [200, { sid: `v3:${sequence - 1}` }])
  const acknowledged = await serve(copy)
  t.strictSame([acknowledged.status, await acknowledged.text()], [200, ''])
  const forged = signedRequest({ keys: createTestKeys() })
  t.equal((await serve(new Request(`http://example.test${PATH}`, forged))).status, 403)
  t.equal((await serve(new Request(`http://example.test${PATH}`))).status, 405)
}

async function load(specifier: string) {
  const folder = await installPackage(specifier)
  return createRequire(`${folder}/`)(folder)
}

t.test('Hono', async (t) => {
  const { Hono } = await load('hono@4')
  const handle = createHandler()
  await assertGuarded(
    t,
    new Hono().all(PATH, (c: { req: { raw: Request }; env: unknown }) => handle(c.req.raw, c.env)).fetch,
  )

  const mounted = new Hono().mount(PATH, createHandler())
  await assertGuarded(t, mounted.fetch)
  const works: unknown[] = []
  const context = { waitUntil: (work: unknown) => works.push(work), passThroughOnException() {} }
  t.equal((await mounted.fetch(createCall(), {}, context)).status, 200)
  t.equal(works.length, 1, 'mount hands on the execution context where there is one')

  const throwing = new Hono().mount(PATH, createHandler({ refusals: 'throw' }))
  throwing.onError(
    (error: { status: number; code: string }) => new Response(error.code, { status: error.status }),
  )
  const refused = await throwing.fetch(new Request(`http://example.test${PATH}`))
  t.strictSame([refused.status, await refused.text()], [405, 'method_not_allowed'])

  const parsing = new Hono()
  parsing.use((c: { req: { text(): Promise<string> } }, next: () => Promise<void>) => c.req.text().then(next))
  parsing.onError((error: Error) => new Response(error.message, { status: 500 }))
  parsing.all('/raw', (c: { req: { raw: Request } }) => handle(c.req.raw))
  parsing.all(PATH, async (c: { req: { raw: Request; arrayBuffer(): Promise<ArrayBuffer> } }) =>
    handle(new Request(c.req.raw, { body: await c.req.arrayBuffer() })),
  )
  const consumed = await parsing.fetch(new Request('http://example.test/raw', createCall()))
  t.strictSame([consumed.status, /read the request body/.test(await consumed.text())], [500, true])
  t.equal((await parsing.fetch(createCall())).status, 200, 'made again from the bytes that Hono keeps')
})

t.test('h3', async (t) => {
  const { createApp, defineEventHandler, toWebHandler, toWebRequest } = await load('h3@1')
  const handle = createHandler()
  const app = createApp().use(
    PATH,
    defineEventHandler((event: object) => handle(toWebRequest(event))),
  )
  await assertGuarded(t, toWebHandler(app))
})

t.test('Elysia', async (t) => {
  const { Elysia } = await load('elysia@1')
  const handle = createHandler()
  const route = ({ request }: { request: Request }) => handle(request)
  await assertGuarded(t, (request) => new Elysia().all(PATH, route, { parse: 'none' }).handle(request))
  await assertGuarded(t, (request) => new Elysia().mount(PATH, handle).handle(request))

  const parsing = new Elysia().all(PATH, async ({ body, request }: { body: unknown; request: Request }) =>
    handle(request).catch(({ code }: { code: string }) => `${code} after ${typeof body}`),
  )
  const consumed = await parsing.handle(createCall())
  t.equal(await consumed.text(), 'body_already_consumed after object', 'a route that reads its body')
})

t.test('a route of an own kind, as in SvelteKit and React Router', async (t) => {
  const guard = createGuard({ publicKey: keys.publicKey })
  const action = async ({ request }: { request: Request }) => {
    const guarded = await guard(request)
    if (guarded.response) return guarded.response
    return guarded.respond(Response.json({ sid: guarded.call?.CallSid }))
  }
  await assertGuarded(t, (request) => action({ request }))
})
