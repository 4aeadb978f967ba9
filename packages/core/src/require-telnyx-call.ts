import type { TelnyxCall } from './events/generated/call-completed.ts'
import type { TelnyxEvent, TelnyxEventOf, TelnyxEventType } from './events/telnyx-event.ts'

const CURE =
  'Put telnyxCall in front of this handler (Fastify: define the route with app.telnyxCall(path, handler)).'

/**
 * Returns the call of a request whose route is guarded, typed as present.
 *
 * @throws Error where there is none: the guard did not run before, or the event is no ended call (option `events`).
 */
export function requireTelnyxCall(request: { readonly telnyxCall?: TelnyxCall | undefined }): TelnyxCall {
  if (request.telnyxCall !== undefined) return request.telnyxCall
  throw new Error(
    `This request carries no verified call. ${CURE} With the option events, look at request.telnyxEvent.type first.`,
  )
}

/**
 * Returns the event of a request whose route is guarded, typed as present.
 *
 * @param types - the type that it has to be, or several. Default: any.
 * @throws Error where there is none, because the guard did not run before, or where it is of another type.
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
  if (event === undefined) throw new Error(`This request carries no verified event. ${CURE}`)
  if (types.length === 0 || types.includes(event.type as Type)) return event as TelnyxEventOf<Type>
  throw new Error(
    `This request carries the event ${event.type}, and its handler wants ${types.join(' or ')}. Add a case for it, or take it out of the option events.`,
  )
}
