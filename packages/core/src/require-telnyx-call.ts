import type { TelnyxCall } from './events/generated/call-completed.ts'
import type { TelnyxEvent, TelnyxEventOf, TelnyxEventType } from './events/telnyx-event.ts'

const CURE =
  'Put telnyxCall in front of this handler (Fastify: define the route with app.telnyxCall(path, handler)).'

/**
 * Returns `request.telnyxCall`, typed as present. Use it in handlers behind the guard.
 *
 * @throws Error if there is none: the guard did not run, or the event is not an ended call (option `events`).
 */
export function requireTelnyxCall(request: { readonly telnyxCall?: TelnyxCall | undefined }): TelnyxCall {
  if (request.telnyxCall !== undefined) return request.telnyxCall
  throw new Error(
    `This request has no verified call. ${CURE} If the option events includes other events, check request.telnyxEvent.type first.`,
  )
}

/**
 * Returns `request.telnyxEvent`, typed as present. Use it in handlers behind the guard.
 *
 * @param types - expected event types. Default: any.
 * @throws Error if there is none because the guard did not run, or if the event has another type.
 *
 * @example
 * app.post('/menu', telnyxCall({ publicKey, events: ['gather'] }), (request, response) => {
 *   const { Digits } = requireTelnyxEvent(request, 'gather')
 *   response.type('text/xml').send(`<Response><Say>You pressed ${Digits}</Say></Response>`)
 * })
 */
export function requireTelnyxEvent<Type extends TelnyxEventType = TelnyxEventType>(
  request: { readonly telnyxEvent?: TelnyxEvent | undefined },
  ...types: readonly Type[]
): TelnyxEventOf<Type> {
  const { telnyxEvent: event } = request
  if (event === undefined) throw new Error(`This request has no verified event. ${CURE}`)
  if (types.length === 0 || types.includes(event.type as Type)) return event as TelnyxEventOf<Type>
  throw new Error(
    `This request has the event ${event.type}, but its handler expects ${types.join(' or ')}. Handle it too, or remove it from the option events.`,
  )
}
