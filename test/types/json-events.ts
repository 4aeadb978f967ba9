/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import type { JsonEvent } from '@telnyx-call/core'
import type { KnownJsonEventType, TypedJsonEvent } from '@telnyx-call/core/telnyx'
import { assertType, type Equal } from './equal.ts'

export function narrow(event: JsonEvent) {
  const typed = event as TypedJsonEvent
  if (typed.eventType === 'call.hangup') {
    assertType<Equal<typeof typed, TypedJsonEvent<'call.hangup'>>>()
    const cause: string | undefined = typed.payload?.hangup_cause
    // @ts-expect-error -- no such field
    typed.payload?.hangup_reason
    return cause
  }
  if (typed.eventType === 'message.received') return typed.payload?.text
  return undefined
}

export const known: KnownJsonEventType = 'call.answered'
// @ts-expect-error -- no such event
export const unknown: KnownJsonEventType = 'call.exploded'
