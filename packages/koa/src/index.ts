import {
  ACKNOWLEDGED_STATUS,
  createReceiver,
  type Delivery,
  type ReceiverOptions,
  type TelnyxCall,
  toAcknowledgedStatus,
} from '@telnyx-call/core'
import { receiveNodeRequest } from '@telnyx-call/core/node'
import type { Middleware } from 'koa'

export * from '@telnyx-call/core'

declare module 'koa' {
  interface Request {
    /** The verified call; `undefined` before `telnyxCall` ran, and for other events (`otherEvents: 'pass'`). */
    telnyxCall?: TelnyxCall | undefined
    /** The delivery that brought the call; `undefined` before `telnyxCall` ran. */
    telnyxDelivery?: Delivery | undefined
  }
}

/**
 * Guards what comes behind it: only a verified call gets there, as `ctx.request.telnyxCall`. Everything else is answered
 * here. Mount it on the callback's route for every method, before any body parser.
 *
 * @throws TypeError on options that cannot stand.
 */
export function telnyxCall(options: ReceiverOptions): Middleware {
  const receiver = createReceiver(options)
  return async (ctx, next) => {
    const holders = [ctx.request, ctx.req]
    const reception = await receiveNodeRequest(receiver, {
      host: 'koa',
      request: ctx.req,
      response: ctx.res,
      holders,
    })
    if (reception.outcome === 'accepted') {
      ctx.request.telnyxCall = reception.delivery.call
      ctx.request.telnyxDelivery = reception.delivery
      // In place of the 404 that Koa would answer where a handler sets nothing.
      ctx.status = ACKNOWLEDGED_STATUS
      await next()
      // Before Koa frames the answer: it would leave a 204 without a length.
      ctx.status = toAcknowledgedStatus(ctx.status)
    } else if (reception.answer) {
      ctx.status = reception.answer.status
      ctx.set({ ...reception.answer.headers })
      ctx.body = reception.answer.body
    } else {
      throw reception.refusal.toError()
    }
  }
}

export default telnyxCall
