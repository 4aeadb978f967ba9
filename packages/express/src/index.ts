import type { IncomingMessage, ServerResponse } from 'node:http'
import { createReceiver, type Delivery, type ReceiverOptions, type TelnyxCall } from '@telnyx-call/core'
import { receiveNodeRequest } from '@telnyx-call/core/node'

export * from '@telnyx-call/core'

declare global {
  namespace Express {
    interface Request {
      /** The verified call; `undefined` before `telnyxCall` ran, and for other events (`otherEvents: 'pass'`). */
      telnyxCall?: TelnyxCall | undefined
      /** The delivery that brought the call; `undefined` before `telnyxCall` ran. */
      telnyxDelivery?: Delivery | undefined
    }
  }
}

/** Middleware of Express 4 and 5, in terms of `node:http`. */
export type TelnyxCallMiddleware = (
  request: IncomingMessage & Express.Request,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Guards what comes behind it: only a verified call gets there, as `request.telnyxCall`. Everything else is answered here.
 * Mount it on the callback's route for every method, before any body parser.
 *
 * @throws TypeError on options that cannot stand.
 */
export function telnyxCall(options: ReceiverOptions): TelnyxCallMiddleware {
  const receiver = createReceiver(options)
  return (request, response, next) => {
    receiveNodeRequest(receiver, { host: 'express', request, response, holders: [request] }).then(
      (reception) => {
        if (reception.outcome === 'accepted') {
          request.telnyxCall = reception.delivery.call
          request.telnyxDelivery = reception.delivery
          next()
        } else if (reception.answer) {
          response
            .writeHead(reception.answer.status, { ...reception.answer.headers })
            .end(reception.answer.body)
        } else {
          next(reception.refusal.toError())
        }
      },
      next,
    )
  }
}

export default telnyxCall
