import type {
  ChosenEventType,
  Delivery,
  Receiver,
  TelnyxCall,
  TelnyxEventChoice,
  TelnyxEventOf,
  TelnyxEventType,
} from '@telnyx-call/core'
import { FetchWebhookRequest, markGuarded } from './fetch-webhook-request.ts'
import { LateReceiver, type OptionsSource, type OwnReceiver } from './own-receiver.ts'
import { createResponse, respondBy } from './response.ts'
import { Afterwork, Run } from './run.ts'

/** A request that the guard has answered. Return `response` and do not run a handler. */
export interface AnsweredRequest {
  readonly response: Response
}

/** A verified request with an event to handle. Finish it with `respond` or `fail`; copies wait until then. */
export interface AcceptedRequest<Type extends TelnyxEventType = TelnyxEventType> {
  readonly response?: undefined
  /** The call that ended; `undefined` for other events (option `events`). */
  readonly call: TelnyxCall | undefined
  readonly event: TelnyxEventOf<Type>
  readonly delivery: Delivery<Type>
  /**
   * Settles the delivery. With a success (2xx, or no response at all) it is handled, and the status becomes exactly 200; with anything else
   * it has failed. Return the response that it resolves to.
   *
   * @throws TypeError if the argument is not a response, or its body has been read.
   */
  respond(response?: Response | null): Promise<Response>
  /** Settles the delivery as failed, so that the event can be handled again. Never rejects. */
  fail(error: unknown): Promise<void>
}

/**
 * Verifies one request.
 *
 * @param env - passed to the options function, if there is one.
 * @param context - if it has `waitUntil`, the commit continues after the response; otherwise the response waits for the commit.
 */
export type TelnyxCallGuard<Type extends TelnyxEventType = TelnyxEventType, Env = unknown> = ((
  request: Request,
  env?: Env,
  context?: unknown,
) => Promise<AnsweredRequest | AcceptedRequest<Type>>) &
  OwnReceiver<Type, Env>

/**
 * Creates a guard for handlers that answer themselves. Most applications want `telnyxCall`.
 *
 * @throws TypeError (code `invalid_option`) on invalid options. An options function is checked at the first request.
 *
 * @example
 * const guard = createGuard({ publicKey: process.env.TELNYX_PUBLIC_KEY })
 *
 * export async function POST(request: Request): Promise<Response> {
 *   const guarded = await guard(request)
 *   if (guarded.response) return guarded.response
 *   try {
 *     await saveCall(guarded.call)
 *     return guarded.respond()
 *   } catch (error) {
 *     await guarded.fail(error)
 *     throw error
 *   }
 * }
 */
export function createGuard<const Choice extends TelnyxEventChoice = 'ended', Env = unknown>(
  options: OptionsSource<Choice, Env>,
): TelnyxCallGuard<ChosenEventType<Choice>, Env> {
  const receiver = new LateReceiver(options as OptionsSource<TelnyxEventChoice, Env>)
  const guard = async (request: Request, env?: Env, context?: unknown) =>
    guardRequest(receiver.take(env as Env), request, context)
  return receiver.describeOn(guard) as TelnyxCallGuard<ChosenEventType<Choice>, Env>
}

/** Verifies one request with a receiver. */
export async function guardRequest(
  receiver: Receiver,
  request: Request,
  context: unknown,
): Promise<AnsweredRequest | AcceptedRequest> {
  const afterwork = new Afterwork(context)
  try {
    const reception = await receiver.receive(new FetchWebhookRequest(request, receiver.bodyLimit, afterwork))
    if (reception.outcome === 'accepted') {
      markGuarded(request)
      return acceptRequest(reception.delivery, new Run(reception.settle, afterwork))
    }
    if (!reception.answer) throw reception.refusal.toError()
    await afterwork.finish()
    return { response: createResponse(reception.answer) }
  } catch (error) {
    await afterwork.finish()
    throw error
  }
}

function acceptRequest(delivery: Delivery, run: Run): AcceptedRequest {
  return {
    call: delivery.call,
    event: delivery.event,
    delivery,
    respond: (response) => respondBy(response, run),
    fail: (error) => run.end({ error }),
  }
}
