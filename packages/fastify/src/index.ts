import {
  createReceiver,
  type Delivery,
  type Receiver,
  type ReceiverOptions,
  type TelnyxCall,
  type TelnyxEvent,
  type TelnyxEventOf,
  type TelnyxEventType,
} from '@telnyx-call/core'
import { type NodeReception, receiveNodeRequest } from '@telnyx-call/core/node'
import type {
  FastifyInstance,
  FastifyPluginAsync,
  FastifyReply,
  FastifyRequest,
  preParsingHookHandler,
  RequestPayload,
  RouteHandlerMethod,
  RouteOptions,
  RouteShorthandOptions,
} from 'fastify'
import fastifyPlugin from 'fastify-plugin'

export * from '@telnyx-call/core'

declare module 'fastify' {
  interface FastifyInstance {
    /** Defines a guarded route. Available once `telnyxCall` is registered in this scope or an outer one. */
    telnyxCall: DefineTelnyxCallRoute
  }
  interface FastifyRequest {
    /** The verified ended call; `undefined` on unguarded routes, and for other events (option `events`). */
    telnyxCall?: TelnyxCall | undefined
    /** The verified event; `undefined` on unguarded routes. */
    telnyxEvent?: TelnyxEvent | undefined
    /** The delivery of the event; `undefined` on unguarded routes. */
    telnyxDelivery?: Delivery | undefined
  }
}

/** The request of a guarded route. Its `body` is a Buffer with the signed bytes. */
export type TelnyxCallRequest<Type extends TelnyxEventType = TelnyxEventType> = FastifyRequest & {
  readonly telnyxEvent: TelnyxEventOf<Type>
  readonly telnyxDelivery: Delivery<Type>
}

/** The handler of a guarded route, like any Fastify handler. */
export type TelnyxCallHandler<Type extends TelnyxEventType = TelnyxEventType> = (
  this: FastifyInstance,
  request: TelnyxCallRequest<Type>,
  reply: FastifyReply,
) => unknown

/** Defines guarded routes, with methods to manage their deliveries. */
export interface DefineTelnyxCallRoute extends Pick<Receiver, 'pending' | 'drain' | 'redeliver'> {
  /**
   * Defines a guarded route.
   *
   * @typeParam Type - types listed in the option `events`, to type `request.telnyxEvent` accordingly.
   * @param options - route options, as for Fastify's shorthand methods.
   */
  <Type extends TelnyxEventType = TelnyxEventType>(
    path: string,
    options: RouteShorthandOptions,
    handler: TelnyxCallHandler<Type>,
  ): void
  <Type extends TelnyxEventType = TelnyxEventType>(path: string, handler: TelnyxCallHandler<Type>): void
}

type Accepted = Extract<NodeReception, { outcome: 'accepted' }>

/** Key under which a request holds its accepted reception until its handler takes over. */
const RECEPTION: unique symbol = Symbol('telnyx-call reception')

type ReceivedRequest = FastifyRequest & { [RECEPTION]?: Accepted | undefined }

/**
 * Fastify plugin that adds `app.telnyxCall(path, options?, handler)`. It defines a guarded route for all methods: only verified events
 * reach the handler, and an ended call is in `request.telnyxCall`. Everything else is answered here. Closing the application waits for
 * pending deliveries.
 *
 * A delivery counts as handled when the handler's promise resolves and the status is a success. It counts as failed when the promise
 * rejects or the status is anything else.
 *
 * @throws TypeError (code `invalid_option`) on invalid options.
 *
 * @example
 * await app.register(telnyxCall, { publicKey: process.env.TELNYX_PUBLIC_KEY })
 * app.telnyxCall('/webhooks/telnyx', async (request) => {
 *   console.log(requireTelnyxCall(request).CallStatus)
 * })
 */
export const telnyxCall: FastifyPluginAsync<ReceiverOptions<FastifyRequest>> = fastifyPlugin(registerGuard, {
  fastify: '5.x',
  name: '@telnyx-call/fastify',
})

export default telnyxCall

async function registerGuard(
  scope: FastifyInstance,
  options: ReceiverOptions<FastifyRequest>,
): Promise<void> {
  const receiver = createReceiver(options)
  // A nested scope inherits the decorators of the guard around it. The application's own decorators of these names are a conflict.
  if (!scope.hasDecorator('telnyxCall')) {
    scope.decorateRequest('telnyxCall', {
      getter() {
        return this.telnyxDelivery?.call
      },
    })
    scope.decorateRequest('telnyxEvent', {
      getter() {
        return this.telnyxDelivery?.event
      },
    })
    scope.decorateRequest('telnyxDelivery', undefined)
    scope.decorateRequest(RECEPTION, undefined)
  }
  scope.decorate('telnyxCall', createRouteMethod(receiver))
  scope.addHook('onRoute', refuseRouteConfig)
  // In preClose, so that handlers still at work keep the resources that onClose hooks release.
  scope.addHook('preClose', async () => {
    await receiver.drain()
  })
}

function createRouteMethod(receiver: Receiver): DefineTelnyxCallRoute {
  function defineRoute(
    this: FastifyInstance,
    path: string,
    ...rest: [RouteShorthandOptions, TelnyxCallHandler] | [TelnyxCallHandler]
  ): void {
    const [options, handler] = rest.length === 1 ? [{}, rest[0]] : rest
    // A scope of its own, since content type parsers belong to a scope.
    this.register(async (scope) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', takeSignedBytes)
      const preParsing = [options.preParsing ?? [], createGuard(receiver)].flat()
      scope.all(path, { ...options, preParsing }, watchHandler(handler))
    })
  }
  return Object.defineProperties(defineRoute, {
    pending: { get: () => receiver.pending },
    drain: { value: receiver.drain },
    redeliver: { value: receiver.redeliver },
  }) as DefineTelnyxCallRoute
}

function createGuard(receiver: Receiver): preParsingHookHandler {
  return (request, reply, payload, done) => {
    void guardRequest(receiver, request, reply, payload, done)
  }
}

/** Never rejects: errors go to Fastify's error handling. */
async function guardRequest(
  receiver: Receiver,
  request: FastifyRequest,
  reply: FastifyReply,
  stream: RequestPayload,
  done: (error?: Error) => void,
): Promise<void> {
  try {
    const { raw } = request
    const isGuardedTwice = request.telnyxDelivery !== undefined
    const exchange = {
      adapter: 'fastify',
      request: raw,
      response: reply.raw,
      source: request,
      stream,
      isGuardedTwice,
    }
    const reception = await receiveNodeRequest(receiver, { ...exchange, holders: [request, raw] })
    if (reception.outcome === 'answered') {
      reply.hijack()
    } else if (reception.outcome === 'accepted') {
      offerDelivery(request, reception)
      done()
    } else if (reception.answer) {
      // Do not call done(): Fastify would run the handler while onSend hooks are still at work.
      const { status, headers, body } = reception.answer
      reply.code(status).headers(headers).send(Buffer.from(body))
    } else {
      throw reception.refusal.toError()
    }
  } catch (error) {
    done(error as Error)
  }
}

function offerDelivery(request: ReceivedRequest, reception: Accepted): void {
  request.telnyxDelivery = reception.delivery
  request[RECEPTION] = reception
  // For hooks that answer instead of the handler, and for handlers without a promise.
  reception.watch.whenEnded((end) => request[RECEPTION] && reception.settle(end))
}

/** Passes on the body that the guard has read, so no form parser is needed. */
function takeSignedBytes(
  { telnyxDelivery }: FastifyRequest,
  _payload: unknown,
  done: (error: null, body: unknown) => void,
): void {
  done(null, telnyxDelivery?.rawBody)
}

/** Wraps the handler, and settles the delivery by its promise if it returns one. */
function watchHandler(handler: TelnyxCallHandler): RouteHandlerMethod {
  return function (request: ReceivedRequest, reply) {
    const reception = request[RECEPTION]
    if (reception === undefined) throw new Error(`telnyx-call: ${request.url} was reached without its guard.`)
    try {
      const answer = handler.call(this, request as TelnyxCallRequest, reply)
      if (isPromise(answer)) {
        request[RECEPTION] = undefined
        answer.then(
          (payload) => settleByReply(reception, reply, payload),
          (error: unknown) => reception.settle({ error }),
        )
      }
      return answer
    } catch (error) {
      void reception.settle({ error })
      throw error
    }
  }
}

function settleByReply({ settle, watch }: Accepted, reply: FastifyReply, payload: unknown): void {
  // A response that bypasses Fastify, or is still being read from a stream, has not succeeded yet.
  const isUnfinished =
    isStream(payload) || ((reply.sent || reply.raw.headersSent) && !reply.raw.writableEnded)
  if (isUnfinished) watch.whenEnded(settle)
  else void settle({ status: reply.statusCode })
}

function isStream(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && ('pipe' in payload || 'getReader' in payload)
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function refuseRouteConfig({ config, method, url }: RouteOptions): void {
  const name = Object.keys(config ?? {}).find((key) => key.toLowerCase() === 'telnyxcall')
  if (name === undefined) return
  throw new Error(
    `telnyx-call: ${method} ${url} has config.${name}, which has no effect. Define the route with app.telnyxCall('${url}', handler).`,
  )
}
