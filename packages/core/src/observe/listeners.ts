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

/** Listeners by event, named after the last part of the channel's name. */
export interface TelnyxCallListeners {
  readonly received?: (event: ReceivedEvent) => void
  readonly refused?: (event: RefusedEvent) => void
  readonly acknowledged?: (event: AcknowledgedEvent) => void
  readonly accepted?: (event: AcceptedEvent) => void
  readonly settled?: (event: SettledEvent) => void
  readonly forgotten?: (event: ForgottenEvent) => void
}

/**
 * Subscribes to the events of every receiver in this process. This is `subscribe` of `node:diagnostics_channel` with typed events, and also
 * works in runtimes without that module. Errors thrown by a listener do not affect the request; they become uncaught exceptions.
 *
 * @returns a function that unsubscribes.
 * @throws TypeError (code `invalid_option`) on an unknown event name.
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
