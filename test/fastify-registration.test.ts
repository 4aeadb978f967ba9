import formbody from '@fastify/formbody'
import { telnyxCall } from '@telnyx-call/fastify'
import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import t from 'tap'

/** Every order in which plugin, route and form parser can come together, where there is a telnyxCall() to define the route with. */
const PLUGIN_ORDERS = ['plugin awaited', 'plugin not awaited']
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
/** A call for which nobody waits for TeXML, so that its copies are acknowledged. */
const fields = sampleCall('recorded')

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
).filter((arrangement) => !isTooEarly(arrangement))

/** Fastify loads a plugin that is not awaited after what its own scope does next. */
function isTooEarly({ pluginOrder, routePlace, pluginPlace }: Arrangement): boolean {
  const isSameScope = routePlace === 'root' || pluginPlace === 'the scope of the route'
  return pluginOrder === 'plugin not awaited' && isSameScope
}

function addRoutes(scope: FastifyInstance, handled: string[]): void {
  scope.telnyxCall('/calls', async (request) => {
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
  const isAwaited = pluginOrder === 'plugin awaited'
  const registerPlugin = async (scope: FastifyInstance) => {
    const registration = scope.register(telnyxCall, { publicKey: keys.publicKey })
    if (isAwaited) await registration
  }
  if (formParser === 'first') app.register(formbody)
  if (pluginPlace === 'root') await registerPlugin(app)
  await inScope(app, routePlace, isAwaited, async (scope) => {
    if (formParser === 'first, in the scope of the route') scope.register(formbody)
    if (pluginPlace !== 'root') await registerPlugin(scope)
    addRoutes(scope, handled)
    if (formParser === 'last, in the scope of the route') scope.register(formbody)
  })
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

t.test('a route that no plugin covers cannot be defined: the application does not start', async (t) => {
  const notThere = { name: 'TypeError', message: /telnyxCall is not a function/ }
  const arrangements: Record<string, (app: FastifyInstance) => unknown> = {
    'the plugin was never registered': (app) => addRoutes(app, []),
    'the plugin comes after the route': (app) => {
      addRoutes(app, [])
      app.register(telnyxCall, { publicKey: keys.publicKey })
    },
    'the plugin was not awaited': (app) => {
      app.register(telnyxCall, { publicKey: keys.publicKey })
      addRoutes(app, [])
    },
    'the plugin is in a scope beside it': (app) => {
      app.register(async (scope) => {
        await scope.register(telnyxCall, { publicKey: keys.publicKey })
      })
      app.register(async (scope) => addRoutes(scope, []), { prefix: '/beside' })
    },
  }
  for (const [name, arrangeApp] of Object.entries(arrangements)) {
    const app = Fastify()
    await t.rejects(
      async () => {
        await arrangeApp(app)
        await app.ready()
      },
      notThere,
      name,
    )
  }
})

t.test('a scope within one that has a guard may have a guard of its own', async (t) => {
  const app = Fastify()
  const handled: string[] = []
  await app.register(telnyxCall, { publicKey: keys.publicKey })
  addRoutes(app, handled)
  app.register(
    async (scope) => {
      await scope.register(telnyxCall, { publicKey: forgers.publicKey })
      addRoutes(scope, handled)
    },
    { prefix: '/other' },
  )
  const postTo = async (url: string, signer: typeof keys) =>
    (await app.inject({ url, ...signedRequest({ keys: signer }) })).statusCode
  t.equal(await postTo('/calls', keys), 200)
  t.equal(await postTo('/calls', forgers), 403)
  t.equal(await postTo('/other/calls', forgers), 200)
  t.equal(await postTo('/other/calls', keys), 403)
  t.equal(handled.length, 2)
})

t.test('a route has the options and the hooks that it is given', async (t) => {
  const app = Fastify()
  const order: string[] = []
  await app.register(telnyxCall, { publicKey: keys.publicKey })
  const options = {
    onRequest: async () => void order.push('onRequest'),
    preParsing: async () => void order.push('preParsing'),
    preHandler: async (request: FastifyRequest) =>
      void order.push(`preHandler ${request.telnyxCall?.CallStatus}`),
  }
  app.telnyxCall('/calls', options, async () => {
    order.push('handler')
  })
  const response = await app.inject({ url: '/calls', ...signedRequest({ keys }) })
  t.equal(response.statusCode, 200)
  t.strictSame(order, ['onRequest', 'preParsing', 'preHandler completed', 'handler'])
  const get = await app.inject({ url: '/calls', method: 'GET' })
  t.equal(get.json().code, 'method_not_allowed', 'it is guarded for every method')
})

t.test('a handler may answer by callback, and its answer decides', async (t) => {
  const app = Fastify()
  await app.register(telnyxCall, { publicKey: keys.publicKey })
  const statuses = [500, 201]
  app.telnyxCall('/calls', (_request, reply) => {
    setTimeout(() => reply.code(statuses.shift() ?? 418).send({ answered: true }), 5)
    return reply
  })
  const post = async () =>
    (await app.inject({ url: '/calls', ...signedRequest({ keys, fields }) })).statusCode
  t.strictSame([await post(), await post(), await post()], [500, 200, 200])
  t.equal(app.telnyxCall.pending, 0)
})

t.test('a handler that returns nothing, and answers later', async (t) => {
  const app = Fastify()
  await app.register(telnyxCall, { publicKey: keys.publicKey })
  const statuses = [500, 201]
  app.telnyxCall('/calls', (_request, reply) => {
    setTimeout(() => void reply.code(statuses.shift() ?? 418).send({ answered: true }), 5)
  })
  const post = async () =>
    (await app.inject({ url: '/calls', ...signedRequest({ keys, fields }) })).statusCode
  t.strictSame([await post(), await post(), await post()], [500, 200, 200])
  t.equal(app.telnyxCall.pending, 0)
})

t.test('a handler whose guard is lost on the way does not run', async (t) => {
  const app = Fastify()
  app.addHook('onRoute', (route) => {
    // As frameworks on top of Fastify do that rewrite routes.
    Object.assign(route, { preParsing: undefined })
  })
  await app.register(telnyxCall, { publicKey: keys.publicKey })
  app.telnyxCall('/calls', async () => t.fail('the handler runs'))
  for (const signer of [keys, forgers]) {
    const response = await app.inject({ url: '/calls', ...signedRequest({ keys: signer }) })
    t.equal(response.statusCode, 500)
    t.match(response.json().message, 'telnyx-call: /calls was reached without its guard')
  }
})

t.test('a hook that answers in place of the handler settles the delivery', async (t) => {
  const app = Fastify()
  await app.register(telnyxCall, { publicKey: keys.publicKey })
  const statuses = [503, 200]
  app.telnyxCall(
    '/calls',
    { preHandler: async (_request, reply) => reply.code(statuses.shift() ?? 418).send('from the hook') },
    async () => t.fail('the handler runs'),
  )
  const post = async () =>
    (await app.inject({ url: '/calls', ...signedRequest({ keys, fields }) })).statusCode
  t.strictSame([await post(), await post(), await post()], [503, 200, 200])
  t.equal(app.telnyxCall.pending, 0)
})

t.test('closing waits for the handlers, before what they use is closed', async (t) => {
  const app = Fastify()
  const order: string[] = []
  app.addHook('onClose', async () => void order.push('closed'))
  await app.register(telnyxCall, { publicKey: keys.publicKey })
  app.telnyxCall('/calls', async () => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    order.push('handled')
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const response = fetch(`${app.listeningOrigin}/calls`, signedRequest({ keys }))
  while (app.telnyxCall.pending === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  await app.close()
  t.strictSame(order, ['handled', 'closed'])
  t.equal((await response).status, 200)
})

t.test('two scopes with a key of their own', async (t) => {
  const app = Fastify()
  const handled: string[] = []
  for (const [prefix, { publicKey }] of Object.entries({ '/one': keys, '/two': forgers })) {
    app.register(
      async (scope) => {
        await scope.register(telnyxCall, { publicKey })
        addRoutes(scope, handled)
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
  app.telnyxCall('/calls', async ({ headers }) => headers)
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
