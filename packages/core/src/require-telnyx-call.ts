import type { TelnyxCall } from './generated/call.ts'

/**
 * Returns the call of a request whose route is guarded, typed as present.
 *
 * @throws Error where there is none: the guard did not run before, or the event is none of a call's end (`otherEvents: 'pass'`).
 */
export function requireTelnyxCall(request: { readonly telnyxCall?: TelnyxCall | undefined }): TelnyxCall {
  if (request.telnyxCall !== undefined) return request.telnyxCall
  throw new Error(
    "This request carries no verified call. Put telnyxCall in front of this handler (Fastify: define the route with app.telnyxCall(path, handler)); with otherEvents: 'pass', look at request.telnyxDelivery first.",
  )
}
