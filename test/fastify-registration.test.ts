import formbody from '@fastify/formbody'
import { telnyxCall } from '@telnyx-call/fastify'
import { createTestKeys, signedRequest } from '@telnyx-call/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'

/** Every order in which plugin, route and form parser can come together. */
const PLUGIN_ORDERS = ['plugin first', 'plugin first, not awaited', 'route first', 'route first, not awaited']
const ROUTE_PLACES = ['root', 'child scope', 'child scope with a prefix', 'grandchild scope']
const PLUGIN_PLACES = ['root', 'the scope of the route']
const FORM_PARSERS = [
  'absent',
  'first',
  'last',
  'first, in the scope of the route',
  'last, in the scope of the route',
]

const keys = createTestKeys()
const forgers = createTestKeys()

interface Arrangement {
  readonly pluginOrder: string
  readonly routePlace: string
  readonly pluginPlace: string
  readonly formParser: string
}

const arrangements: Arrangement[] = PLUGIN_ORDERS.flatMap((pluginOrder) =>
  ROUTE_PLACES.flatMap((routePlace) =>
    PLUGIN_PLACES.flatMap((pluginPlace) =>
      FORM_PARSERS.map((formParser) => ({ pluginOrder, routePlace, pluginPlace, formParser })),
    ),
  ),
)

function addRoutes(scope: FastifyInstance, handled: string[]): void {
  scope.post('/calls', { config: { telnyxCall: true } }, async (request) => {
    handled.push(request.telnyxCall?.CallSid ?? 'no call')
  })
  scope.post('/plain', async (request) => ({ body: request.body ?? null }))
}

async function inScope(
  root: FastifyInstance,
  place: string,
  isAwaited: boolean,
  fill: (scope: FastifyInstance) => Promise<void>,
) {
  if (place === 'root') return fill(root)
  const prefix = place === 'child scope with a prefix' ? '/v1' : ''
  const registration = root.register(
    async (child) => {
      if (place === 'grandchild scope') child.register(async (grandchild) => fill(grandchild))
      else await fill(child)
    },
    { prefix },
  )
  if (isAwaited) await registration
}

async function arrange({ pluginOrder, routePlace, pluginPlace, formParser }: Arrangement) {
  const app = Fastify()
  const handled: string[] = []
  const isAwaited = !pluginOrder.includes('not awaited')
  const registerPlugin = async (scope: FastifyInstance) => {
    const registration = scope.register(telnyxCall, { publicKey: keys.publicKey })
    if (isAwaited) await registration
  }
  if (formParser === 'first') app.register(formbody)
  if (pluginPlace === 'root' && pluginOrder.startsWith('plugin first')) await registerPlugin(app)
  await inScope(app, routePlace, isAwaited, async (scope) => {
    if (formParser === 'first, in the scope of the route') scope.register(formbody)
    if (pluginPlace !== 'root' && pluginOrder.startsWith('plugin first')) await registerPlugin(scope)
    addRoutes(scope, handled)
    if (pluginPlace !== 'root' && pluginOrder.startsWith('route first')) await registerPlugin(scope)
    if (formParser === 'last, in the scope of the route') scope.register(formbody)
  })
  if (pluginPlace === 'root' && pluginOrder.startsWith('route first')) await registerPlugin(app)
  if (formParser === 'last') app.register(formbody)
  await app.ready()
  const prefix = routePlace === 'child scope with a prefix' ? '/v1' : ''
  return { app, handled, prefix }
}

for (const arrangement of arrangements) {
  t.test(Object.values(arrangement).join(' | '), async (t) => {
    const { app, handled, prefix } = await arrange(arrangement)
    const url = `${prefix}/calls`

    const forged = await app.inject({ url, ...signedRequest({ keys: forgers }) })
    t.equal(forged.statusCode, 403)
    t.equal(forged.json().code, 'signature_mismatch')
    t.strictSame(handled, [], 'a forged request reaches no handler')

    const genuine = await app.inject({ url, ...signedRequest({ keys }) })
    t.equal(genuine.statusCode, 200)
    t.equal(handled.length, 1, 'a genuine one does')

    const plain = await app.inject({
      url: `${prefix}/plain`,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=1',
    })
    if (arrangement.formParser === 'absent') t.equal(plain.json().code, 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    else if (isParserSeen(arrangement)) t.strictSame(plain.json(), { body: { a: '1' } })
    await app.close()
  })
}

/** Fastify gives a scope the parsers that its parents have when it is made. */
function isParserSeen({ formParser, routePlace }: Arrangement): boolean {
  return formParser !== 'last' || routePlace === 'root'
}

t.test('a guarded route that no plugin covers', async (t) => {
  t.test('declared after the plugin: the application does not start', async (t) => {
    const app = Fastify()
    app.register(async (scope) => {
      await scope.register(telnyxCall, { publicKey: keys.publicKey })
    })
    app.register(async (scope) => addRoutes(scope, []), { prefix: '/beside' })
    await t.rejects(async () => void (await app.ready()), {
      message: /^POST \/beside\/calls has config.telnyxCall, but telnyxCall is not registered/,
    })
  })

  t.test('declared before the plugin: nothing reaches its handler', async (t) => {
    const app = Fastify()
    const handled: string[] = []
    app.register(async (scope) => addRoutes(scope, handled), { prefix: '/beside' })
    app.register(async (scope) => {
      await scope.register(telnyxCall, { publicKey: keys.publicKey })
    })
    const response = await app.inject({ url: '/beside/calls', ...signedRequest({ keys }) })
    t.equal(response.statusCode, 500)
    t.match(response.json().message, /^POST \/beside\/calls has config.telnyxCall, but/)
    t.strictSame(handled, [])
  })
})

t.test('two scopes with a key of their own', async (t) => {
  const app = Fastify()
  const handled: string[] = []
  for (const [prefix, { publicKey }] of Object.entries({ '/one': keys, '/two': forgers })) {
    app.register(
      async (scope) => {
        addRoutes(scope, handled)
        await scope.register(telnyxCall, { publicKey })
      },
      { prefix },
    )
  }
  t.equal((await app.inject({ url: '/one/calls', ...signedRequest({ keys }) })).statusCode, 200)
  t.equal((await app.inject({ url: '/two/calls', ...signedRequest({ keys: forgers }) })).statusCode, 200)
  t.equal((await app.inject({ url: '/one/calls', ...signedRequest({ keys: forgers }) })).statusCode, 403)
  t.equal((await app.inject({ url: '/two/calls', ...signedRequest({ keys }) })).statusCode, 403)
  t.equal(handled.length, 2)
})

t.test('registering it twice in one scope fails at start-up', async (t) => {
  const app = Fastify()
  app.register(telnyxCall, { publicKey: keys.publicKey })
  app.register(telnyxCall, { publicKey: keys.publicKey })
  await t.rejects(async () => void (await app.ready()), { code: 'FST_ERR_DEC_ALREADY_PRESENT' })
})

t.test('an application that has a telnyxCall of its own on requests does not start', async (t) => {
  const app = Fastify()
  app.decorateRequest('telnyxCall', undefined)
  app.register(telnyxCall, { publicKey: keys.publicKey })
  await t.rejects(async () => void (await app.ready()), { code: 'FST_ERR_DEC_ALREADY_PRESENT' })
})

t.test('the handler sees the headers as they were sent, and those that a hook had added', async (t) => {
  const app = Fastify()
  app.addHook('onRequest', async (request) => {
    request.headers = { 'x-added': 'by a hook' }
  })
  await app.register(telnyxCall, { publicKey: keys.publicKey })
  app.post('/calls', { config: { telnyxCall: true } }, async ({ headers }) => headers)
  const response = await app.inject({ url: '/calls', ...signedRequest({ keys }) })
  t.match(response.json(), {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': /^\d+$/,
    'x-added': 'by a hook',
  })
})

t.test('hooks of onSend that take their time let no refused request through', async (t) => {
  const app = Fastify()
  const handled: string[] = []
  app.addHook('onSend', async () => new Promise((resolve) => setTimeout(resolve, 20)))
  await app.register(telnyxCall, { publicKey: keys.publicKey })
  addRoutes(app, handled)
  const response = await app.inject({ url: '/calls', ...signedRequest({ keys: forgers }) })
  t.equal(response.statusCode, 403)
  t.strictSame(handled, [])
})
