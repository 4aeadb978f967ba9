import type { IncomingHttpHeaders } from 'node:http'
import {
  createReceiver,
  type Delivery,
  type Receiver,
  type ReceiverOptions,
  type TelnyxCall,
} from '@telnyx-call/core'
import { receiveNodeRequest } from '@telnyx-call/core/node'
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest, preParsingHookHandler } from 'fastify'
import fastifyPlugin from 'fastify-plugin'

export * from '@telnyx-call/core'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Guards the route: only a verified call reaches its handler. */
    telnyxCall?: boolean
  }
  interface FastifyInstance {
    /** The receiver of this scope: the one that `telnyxCall` made in it, or in the nearest scope around it. */
    telnyxCallReceiver?: Receiver
  }
  interface FastifyRequest {
    /** The verified call; `undefined` on a route that is not guarded, and for other events (`otherEvents: 'pass'`). */
    telnyxCall?: TelnyxCall | undefined
    /** The delivery that brought the call; `undefined` on a route that is not guarded. */
    telnyxDelivery?: Delivery | undefined
  }
}

/** Marks a root that has the hooks, also for another copy of this module (ESM beside CommonJS). */
const GUARDED = Symbol.for('@telnyx-call/fastify.guarded')

const guard: preParsingHookHandler = (request, reply, payload, done) => {
  const { config, method, url } = request.routeOptions
  const receiver = request.server.telnyxCallReceiver
  if (!config?.telnyxCall) return done()
  if (!receiver) return done(uncovered(method, url))
  const { raw } = request
  const exchange = {
    host: 'fastify',
    request: raw,
    response: reply.raw,
    holders: [request, raw],
    stream: payload,
  }
  receiveNodeRequest(receiver, exchange).then((reception) => {
    if (reception.outcome === 'accepted') {
      request.telnyxCall = reception.delivery.call
      request.telnyxDelivery = reception.delivery
      // A request without these has no body left to parse, so that no parser for forms has to be there.
      setBodyHeaders(request, {})
      done()
    } else if (reception.answer) {
      // Without done(): Fastify would go on to the handler while hooks of onSend are still at work.
      const { status, headers, body } = reception.answer
      reply.code(status).headers(headers).send(Buffer.from(body))
    } else {
      done(reception.refusal.toError())
    }
  }, done)
}

function setBodyHeaders(request: FastifyRequest, headers: IncomingHttpHeaders): void {
  const { 'content-type': type, 'content-length': length, 'transfer-encoding': coding } = headers
  const announcing = { 'content-type': type, 'content-length': length, 'transfer-encoding': coding }
  request.headers = { ...request.headers, ...announcing }
}

function uncovered(method: unknown, url: string | undefined): Error {
  return new Error(
    `${method} ${url} has config.telnyxCall, but telnyxCall is not registered in its scope or one around it. Register it there.`,
  )
}

/** Hooks live on the root: those reach every scope, the ones made before the plugin and the ones beside it as well. */
function guardAllScopes(root: FastifyInstance): void {
  root.decorate(GUARDED, true)
  root.decorateRequest('telnyxCall', undefined)
  root.decorateRequest('telnyxDelivery', undefined)
  root.addHook('preParsing', guard)
  root.addHook('preValidation', async (request) => {
    if (request.telnyxDelivery) setBodyHeaders(request, request.raw.headers)
  })
  root.addHook('onRoute', function ({ config, method, url }) {
    if (!config?.telnyxCall) return
    this.addHook('onReady', async () => {
      if (!this.telnyxCallReceiver) throw uncovered(method, url)
    })
  })
}

function findRoot(scope: FastifyInstance): FastifyInstance {
  const parent = Object.getPrototypeOf(scope)
  return parent === Object.prototype ? scope : findRoot(parent)
}

const plugin: FastifyPluginAsync<ReceiverOptions> = async (scope, options) => {
  scope.decorate('telnyxCallReceiver', createReceiver(options))
  const root = findRoot(scope)
  if (!root.hasDecorator(GUARDED)) guardAllScopes(root)
}

/**
 * Guards every route with `config: { telnyxCall: true }`: only a verified call reaches its handler, as `request.telnyxCall`.
 * Everything else is answered here. Other routes are left as they are.
 *
 * @throws TypeError on options that cannot stand.
 */
export const telnyxCall: FastifyPluginAsync<ReceiverOptions> = fastifyPlugin(plugin, {
  fastify: '5.x',
  name: '@telnyx-call/fastify',
})

export default telnyxCall
