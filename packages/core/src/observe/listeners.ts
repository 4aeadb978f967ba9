import { refuseUnknownOptions } from '../option-readers.ts'
import { channels } from './channels.ts'
import type {
  AcceptedEvent,
  AcknowledgedEvent,
  ForgottenEvent,
  ReceivedEvent,
  RefusedEvent,
  SettledEvent,
} from './events.ts'

/** What to call for each event, under the last part of its channel's name. */
export interface TelnyxCallListeners {
  readonly received?: (event: ReceivedEvent) => void
  readonly refused?: (event: RefusedEvent) => void
  readonly acknowledged?: (event: AcknowledgedEvent) => void
  readonly accepted?: (event: AcceptedEvent) => void
  readonly settled?: (event: SettledEvent) => void
  readonly forgotten?: (event: ForgottenEvent) => void
}

/**
 * Subscribes to the events of every receiver in this process: `subscribe` of `node:diagnostics_channel` with the events' types, and the same
 * where the runtime has no such module. What a listener throws reaches no request: it becomes an uncaught exception.
 *
 * @returns the function that unsubscribes.
 * @throws TypeError (code `invalid_option`) on a name that is not an event's.
 */
export function subscribeToTelnyxCalls(listeners: TelnyxCallListeners): () => void {
  refuseUnknownOptions(listeners, Object.keys(channels))
  const subscriptions = Object.entries(listeners).map(
    ([name, listener]) =>
      [channels[name as keyof typeof channels], listener as (event: unknown) => void] as const,
  )
  for (const [channel, listener] of subscriptions) channel.subscribe(listener)
  return () => {
    for (const [channel, listener] of subscriptions) channel.unsubscribe(listener)
  }
}
