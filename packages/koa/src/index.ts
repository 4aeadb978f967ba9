import {
  ACKNOWLEDGED_STATUS,
  type ChosenEventType,
  createReceiver,
  type Delivery,
  FAILED_STATUS,
  isSuccess,
  type Receiver,
  type ReceiverOptions,
  type TelnyxCall,
  type TelnyxEvent,
  type TelnyxEventChoice,
  type TelnyxEventType,
} from '@telnyx-call/core'
import { type NodeReception, receiveNodeRequest } from '@telnyx-call/core/node'
import type { Context, Middleware, Next } from 'koa'

export * from '@telnyx-call/core'

declare module 'koa' {
  interface Request {
    /** The verified ended call; `undefined` before `telnyxCall` has run, and for other events (option `events`). */
    telnyxCall?: TelnyxCall | undefined
    /** The verified event; `undefined` before `telnyxCall` has run. */
    telnyxEvent?: TelnyxEvent | undefined
    /** The delivery of the event; `undefined` before `telnyxCall` has run. */
    telnyxDelivery?: Delivery | undefined
  }
}

/** Middleware for Koa 2 and 3, with methods to manage its deliveries. */
export interface TelnyxCallMiddleware<Type extends TelnyxEventType = TelnyxEventType>
  extends Middleware,
    Pick<Receiver<Type>, 'pending' | 'drain' | 'redeliver'> {}

type Accepted = Extract<NodeReception, { outcome: 'accepted' }>

/**
 * Creates middleware that passes only verified events to the next middleware. An ended call is in `ctx.request.telnyxCall`. Everything else
 * is answered here. Mount it on the webhook's route for all methods, before any body parser.
 *
 * A delivery counts as handled when the next middleware has finished and the status is a success. A handler that reads `telnyxCall`,
 * `telnyxEvent` or `telnyxDelivery` need not set a status: the default is then 200 instead of Koa's 404.
 *
 * @throws TypeError (code `invalid_option`) on invalid options.
 *
 * @example
 * const guard = telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY })
 * router.all('/webhooks/telnyx', guard, (ctx) => {
 *   console.log(requireTelnyxCall(ctx.request).CallStatus)
 * })
 * process.once('SIGTERM', () => server.close(() => guard.drain()))
 */
export function telnyxCall<const Choice extends TelnyxEventChoice = 'ended'>(
  options: ReceiverOptions<Context, Choice>,
): TelnyxCallMiddleware<ChosenEventType<Choice>> {
  const receiver = createReceiver(options)
  const guard: Middleware = async (ctx, next) => {
    const reception = await receiveNodeRequest(receiver, {
      adapter: 'koa',
      request: ctx.req,
      response: ctx.res,
      source: ctx,
      holders: [ctx.request, ctx.req],
      isGuardedTwice: OFFER in ctx.request,
    })
    if (reception.outcome === 'accepted') return runHandler(ctx, next, reception)
    if (reception.outcome === 'answered') {
      ctx.respond = false
    } else if (reception.answer) {
      ctx.status = reception.answer.status
      ctx.set({ ...reception.answer.headers })
      ctx.body = reception.answer.body
    } else {
      throw reception.refusal.toError()
    }
  }
  return Object.defineProperties(guard, {
    pending: { get: () => receiver.pending },
    drain: { value: receiver.drain },
    redeliver: { value: receiver.redeliver },
  }) as TelnyxCallMiddleware<ChosenEventType<Choice>>
}

async function runHandler(ctx: Context, next: Next, { delivery, settle, watch }: Accepted): Promise<void> {
  const offer = offerDelivery(ctx.request, delivery)
  try {
    await next()
  } catch (error) {
    void settle({ error })
    // If outer middleware catches the error, a success status set earlier must not be sent.
    if (isSuccess(ctx.status)) ctx.status = FAILED_STATUS
    throw error
  }
  if (offer.isTaken && isUntouched(ctx)) ctx.status = ACKNOWLEDGED_STATUS
  // Before Koa writes the response: a 204 would get no content-length.
  else if (isSuccess(ctx.status) && ctx.status !== ACKNOWLEDGED_STATUS) ctx.status = ACKNOWLEDGED_STATUS
  // A response that bypasses Koa, or is still being read from a stream, has not succeeded yet.
  const isUnfinished = ctx.respond === false || ctx.res.headersSent || isStream(ctx.body)
  if (isUnfinished) watch.whenEnded(settle)
  else void settle({ status: ctx.status })
}

/** A request's delivery, and whether it has been read from the request. */
class Offer {
  readonly delivery: Delivery
  isTaken = false

  constructor(delivery: Delivery) {
    this.delivery = delivery
  }

  take(): Delivery {
    this.isTaken = true
    return this.delivery
  }
}

/** A registered symbol, so that two copies of this package recognize each other's requests. */
const OFFER: unique symbol = Symbol.for('@telnyx-call/koa offer')

type OfferingRequest = Context['request'] & { [OFFER]?: Offer }

/** Attaches the delivery to the request, and notes when it is read from there. */
function offerDelivery(request: OfferingRequest, delivery: Delivery): Offer {
  const offer = new Offer(delivery)
  request[OFFER] = offer
  // Define the properties on the shared prototype. Defining them on each request would cost microseconds.
  const prototype = Object.getPrototypeOf(request)
  if (!Object.hasOwn(prototype, 'telnyxDelivery')) Object.defineProperties(prototype, OFFERED_PROPERTIES)
  return offer
}

const OFFERED_PROPERTIES: PropertyDescriptorMap & ThisType<OfferingRequest> = {
  telnyxCall: {
    get() {
      return this[OFFER]?.take().call
    },
    configurable: true,
  },
  telnyxEvent: {
    get() {
      return this[OFFER]?.take().event
    },
    configurable: true,
  },
  telnyxDelivery: {
    get() {
      return this[OFFER]?.take()
    },
    configurable: true,
  },
}

/** Whether the status is Koa's default 404, rather than one that was set explicitly. */
function isUntouched({ response, body }: Context): boolean {
  const isExplicit = '_explicitStatus' in response && response._explicitStatus === true
  return body === undefined && !isExplicit
}

function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'pipe' in body
}

export default telnyxCall
