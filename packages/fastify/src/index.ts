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
    /** Defines a guarded route. It is there once `telnyxCall` is registered in this scope, or one around it. */
    telnyxCall: DefineTelnyxCallRoute
  }
  interface FastifyRequest {
    /** The verified call that ended; `undefined` on a route that is not guarded, and for other events (option `events`). */
    telnyxCall?: TelnyxCall | undefined
    /** The verified event; `undefined` on a route that is not guarded. */
    telnyxEvent?: TelnyxEvent | undefined
    /** The delivery that brought the call; `undefined` on a route that is not guarded. */
    telnyxDelivery?: Delivery | undefined
  }
}

/** The request of a guarded route. Its `body` is a Buffer of the signed bytes. */
export type TelnyxCallRequest<Type extends TelnyxEventType = TelnyxEventType> = FastifyRequest & {
  readonly telnyxEvent: TelnyxEventOf<Type>
  readonly telnyxDelivery: Delivery<Type>
}

/** The handler of a guarded route, as any handler of Fastify. */
export type TelnyxCallHandler<Type extends TelnyxEventType = TelnyxEventType> = (
  this: FastifyInstance,
  request: TelnyxCallRequest<Type>,
  reply: FastifyReply,
) => unknown

/** Defines guarded routes, and tells what is to be known and done about their deliveries. */
export interface DefineTelnyxCallRoute extends Pick<Receiver, 'pending' | 'drain' | 'redeliver'> {
  /**
   * @typeParam Type - the events that the option `events` asks for, to have `request.telnyxEvent` typed as these alone.
   * @param options - of the route, as those of Fastify's own shorthand methods.
   */
  <Type extends TelnyxEventType = TelnyxEventType>(
    path: string,
    options: RouteShorthandOptions,
    handler: TelnyxCallHandler<Type>,
  ): void
  <Type extends TelnyxEventType = TelnyxEventType>(path: string, handler: TelnyxCallHandler<Type>): void
}

type Accepted = Extract<NodeReception, { outcome: 'accepted' }>

/** Under this, a request holds its accepted reception until its handler has begun. */
const RECEPTION: unique symbol = Symbol('telnyx-call reception')

type ReceivedRequest = FastifyRequest & { [RECEPTION]?: Accepted | undefined }

/**
 * Adds `app.telnyxCall(path, options?, handler)`, which defines a guarded route for every method: only a verified call reaches its handler,
 * as `request.telnyxCall`. Everything else is answered here. Deliveries are drained when the application closes.
 *
 * The delivery is handled when the handler's promise resolves with a success as its status, and has failed when it rejects or when the
 * status is anything else.
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
  // A scope within one that has a guard inherits its decorators; those of the application's own are a conflict.
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
  // Before any onClose: handlers that are still at work need what those close.
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
    // A scope of its own, because content type parsers belong to scopes.
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

/** The promise never rejects: what goes wrong goes to the application's error handling. */
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
      // Without done(): Fastify would go on to the handler while hooks of onSend are still at work.
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
  // For hooks that answer in place of the handler, and for handlers that answer by callback.
  reception.watch.whenEnded((end) => request[RECEPTION] && reception.settle(end))
}

/** What the guard has read is the body, so no parser for forms has to be there. */
function takeSignedBytes(
  { telnyxDelivery }: FastifyRequest,
  _payload: unknown,
  done: (error: null, body: unknown) => void,
): void {
  done(null, telnyxDelivery?.rawBody)
}

/** Settles the delivery by the handler's promise, where it returns one. */
function watchHandler(handler: TelnyxCallHandler): RouteHandlerMethod {
  return function (request: ReceivedRequest, reply) {
    const reception = request[RECEPTION]
    if (reception === undefined) throw new Error(`telnyx-call: ${request.url} was reached past its guard.`)
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
  // An answer that is sent past Fastify, or is still to be read from a stream, has not succeeded yet.
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
    `telnyx-call: ${method} ${url} has config.${name}, which guards nothing. Define the route with app.telnyxCall('${url}', handler).`,
  )
}
