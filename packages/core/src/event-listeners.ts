import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel'
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
 * Listens to the events of every receiver in this process. It is `subscribe` of `node:diagnostics_channel`, with the events' types.
 * What a listener throws reaches no request: Node makes it an uncaught exception.
 *
 * @returns the function that ends it.
 */
export function subscribeToTelnyxCalls(listeners: TelnyxCallListeners): () => void {
  const subscriptions = Object.entries(listeners).map(
    ([name, listener]) => [`telnyx-call:${name}`, listener as ChannelListener] as const,
  )
  for (const [channel, listener] of subscriptions) subscribe(channel, listener)
  return () => {
    for (const [channel, listener] of subscriptions) unsubscribe(channel, listener)
  }
}
