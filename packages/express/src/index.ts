import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type ChosenEventType,
  createReceiver,
  type Delivery,
  type Receiver,
  type ReceiverOptions,
  type Settle,
  type TelnyxCall,
  type TelnyxEvent,
  type TelnyxEventChoice,
  type TelnyxEventType,
} from '@telnyx-call/core'
import { receiveNodeRequest, sendAnswer } from '@telnyx-call/core/node'

export * from '@telnyx-call/core'

declare global {
  namespace Express {
    interface Request {
      /** The verified ended call; `undefined` before `telnyxCall` has run, and for other events (option `events`). */
      telnyxCall?: TelnyxCall | undefined
      /** The verified event; `undefined` before `telnyxCall` has run. */
      telnyxEvent?: TelnyxEvent | undefined
      /** The delivery of the event; `undefined` before `telnyxCall` has run. */
      telnyxDelivery?: Delivery | undefined
    }
  }
}

type Next = (error?: unknown) => void
type GuardedRequest = IncomingMessage & Express.Request

/** Middleware for Express 4 and 5, typed by `node:http`, with methods to manage its deliveries. */
export interface TelnyxCallMiddleware<Type extends TelnyxEventType = TelnyxEventType>
  extends Pick<Receiver<Type>, 'pending' | 'drain' | 'redeliver'> {
  (request: GuardedRequest, response: ServerResponse, next: Next): void
}

/**
 * Creates middleware that passes only verified events to the next handler. An ended call is in `request.telnyxCall`. Everything else is
 * answered here. Mount it on the webhook's route for all methods, before any body parser.
 *
 * A delivery counts as handled when the response ends with a success status, and as failed when it ends with any other.
 *
 * @throws TypeError (code `invalid_option`) on invalid options.
 *
 * @example
 * const guard = telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY })
 * app.all('/webhooks/telnyx', guard, (request, response) => {
 *   console.log(requireTelnyxCall(request).CallStatus)
 *   response.end()
 * })
 * process.once('SIGTERM', () => server.close(() => guard.drain()))
 */
export function telnyxCall<const Choice extends TelnyxEventChoice = 'ended', Request = GuardedRequest>(
  options: ReceiverOptions<Request, Choice>,
): TelnyxCallMiddleware<ChosenEventType<Choice>> {
  const receiver = createReceiver(options)
  const guard = (request: GuardedRequest, response: ServerResponse, next: Next) => {
    void guardRequest(receiver, request, response, next)
  }
  return Object.defineProperties(guard, {
    pending: { get: () => receiver.pending },
    drain: { value: receiver.drain },
    redeliver: { value: receiver.redeliver },
  }) as TelnyxCallMiddleware<ChosenEventType<Choice>>
}

/** Never rejects: errors go to Express's error handling. */
async function guardRequest(
  receiver: Receiver,
  request: GuardedRequest,
  response: ServerResponse,
  next: Next,
): Promise<void> {
  let settle: Settle | undefined
  try {
    speedUpExpress(request, response)
    refuseOtherFrameworks(request)
    const isGuardedTwice = request.telnyxDelivery !== undefined
    const exchange = {
      adapter: 'express',
      request,
      response,
      source: request,
      holders: [request],
      isGuardedTwice,
    }
    const reception = await receiveNodeRequest(receiver, exchange)
    if (reception.outcome === 'answered') return
    if (reception.outcome !== 'accepted') {
      if (reception.answer) return sendAnswer(response, reception.answer)
      throw reception.refusal.toError()
    }
    request.telnyxCall = reception.delivery.call
    request.telnyxEvent = reception.delivery.event
    request.telnyxDelivery = reception.delivery
    settle = reception.settle
    reception.watch.whenEnded(settle)
    next()
  } catch (error) {
    void settle?.({ error })
    passOn(error, response, next)
  }
}

/** Before V8 13, and so before Node 24, no two objects whose prototype was changed share a hidden class. */
const hasClassEach = Number.parseInt(process.versions.v8, 10) < 13

/**
 * Express changes the prototype of every request and response. Where each then has a hidden class of its own, V8 looks up its properties anew
 * every time, in about a microsecond. Deleting a property turns the object into a dictionary, which takes a tenth of that: for the handler,
 * Express and Node, too.
 */
function speedUpExpress(
  request: GuardedRequest & { readonly res?: unknown },
  response: ServerResponse,
): void {
  if (!hasClassEach || request.res !== response || response.req !== request) return
  if (Reflect.deleteProperty(request, 'res')) Object.assign(request, { res: response })
  if (Reflect.deleteProperty(response, 'req')) Object.assign(response, { req: request })
}

function passOn(error: unknown, response: ServerResponse, next: Next): void {
  try {
    next(error)
  } catch {
    // No error handler is left, and the error must not end the process.
    response.destroy()
  }
}

/**
 * Rejects requests from Fastify. It runs middleware with Node's raw request, but its handlers get another object and would never see the
 * call.
 */
function refuseOtherFrameworks(request: GuardedRequest & { readonly app?: unknown }): void {
  if (request.app !== undefined || !('ips' in request && 'hostname' in request)) return
  throw new Error(
    'telnyx-call: this is Express middleware, but the application runs on Fastify. Use @telnyx-call/fastify: await app.register(telnyxCall, { publicKey }), then app.telnyxCall(path, handler). With NestJS, app.getHttpAdapter().getInstance() returns the Fastify instance.',
  )
}

export default telnyxCall
