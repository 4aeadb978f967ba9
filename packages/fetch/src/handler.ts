import type {
  ChosenEventType,
  Delivery,
  TelnyxCall,
  TelnyxEventChoice,
  TelnyxEventOf,
  TelnyxEventType,
} from '@telnyx-call/core'
import { type AcceptedRequest, guardRequest } from './guard.ts'
import { LateReceiver, type OptionsSource, type OwnReceiver } from './own-receiver.ts'

/** What a handler gets: the verified event, and the arguments of the request handler. */
export interface TelnyxCallExchange<
  Type extends TelnyxEventType = TelnyxEventType,
  Env = unknown,
  Context = unknown,
> {
  /** The call that ended; `undefined` for other events (option `events`). */
  readonly call: TelnyxCall | undefined
  readonly event: TelnyxEventOf<Type>
  readonly delivery: Delivery<Type>
  /** The request. Its body has been read: the signed bytes are `delivery.rawBody`. */
  readonly request: Request
  /** The second argument of the request handler, such as the environment of a Worker. */
  readonly env: Env
  /** The third argument of the request handler, such as the execution context of a Worker. */
  readonly context: Context
}

/** What a handler returns, or its promise resolves to. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing may be typed so
export type HandlerAnswer = Response | void | null | undefined

/** Handles one event. It returns nothing, which is answered 200, or a response: every 2xx is sent as 200, any other status is a failure. */
export type TelnyxCallHandler<
  Type extends TelnyxEventType = TelnyxEventType,
  Env = unknown,
  Context = unknown,
> = (exchange: TelnyxCallExchange<Type, Env, Context>) => HandlerAnswer | Promise<HandlerAnswer>

/** A request handler for anything that speaks Fetch. */
export type TelnyxCallFetch<
  Type extends TelnyxEventType = TelnyxEventType,
  Env = unknown,
  Context = unknown,
> = ((request: Request, env?: Env, context?: Context) => Promise<Response>) & OwnReceiver<Type, Env>

/**
 * Creates a request handler that passes only verified events to your handler and answers everything else. Route every method to it.
 *
 * The delivery is handled when the handler has returned nothing, or a success whose body was fully sent. If the handler throws, the delivery has
 * failed, and the error is rethrown, for the error handling of your framework or runtime.
 *
 * @param options - options, or a function that creates them from the second argument (`env`) of the first request.
 * @throws TypeError (code `invalid_option`) on invalid options.
 *
 * @example
 * const handleCall = telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY }, ({ call }) => {
 *   console.log(call?.CallStatus)
 * })
 * Deno.serve(handleCall)
 *
 * @example
 * // Cloudflare Workers
 * interface Env { readonly TELNYX_PUBLIC_KEY: string }
 *
 * export default {
 *   fetch: telnyxCall((env: Env) => ({ publicKey: env.TELNYX_PUBLIC_KEY }), async ({ call, env }) => {
 *     await saveCall(env, call)
 *   }),
 * }
 */
export function telnyxCall<
  const Choice extends TelnyxEventChoice = 'ended',
  Env = unknown,
  Context = unknown,
>(
  options: OptionsSource<Choice, Env>,
  handler: TelnyxCallHandler<ChosenEventType<Choice>, Env, Context>,
): TelnyxCallFetch<ChosenEventType<Choice>, Env, Context> {
  const receiver = new LateReceiver(options as OptionsSource<TelnyxEventChoice, Env>)
  if (typeof handler !== 'function') throw createHandlerError()
  const handle = async (request: Request, env?: Env, context?: Context): Promise<Response> => {
    const guarded = await guardRequest(receiver.take(env as Env), request, context)
    if (guarded.response) return guarded.response
    const { call, event, delivery } = guarded as AcceptedRequest<ChosenEventType<Choice>>
    let answer: HandlerAnswer
    try {
      answer = await handler({ call, event, delivery, request, env: env as Env, context: context as Context })
    } catch (error) {
      await guarded.fail(error)
      throw error
    }
    return guarded.respond(answer ?? null)
  }
  return receiver.describeOn(handle) as TelnyxCallFetch<ChosenEventType<Choice>, Env, Context>
}

function createHandlerError(): TypeError {
  const message =
    'telnyx-call: there is no handler. Write telnyxCall(options, ({ call }) => { ... }), and pass its result to your framework or runtime.'
  return Object.assign(new TypeError(message), { code: 'invalid_option' })
}
