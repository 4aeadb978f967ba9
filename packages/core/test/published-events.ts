import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { DeliveryStore, HandlerEnd, ReceiverOptions, WebhookRequest } from '@telnyx-call/core'
import type { Test } from 'tap'
import { createTestReceiver, createWebhook } from './webhook.ts'

export const eventNames = ['received', 'refused', 'acknowledged', 'accepted', 'settled'] as const

/** An event as it was published, and the name of its channel without the prefix. */
export interface PublishedEvent {
  readonly name: string
  readonly event: Readonly<Record<string, unknown>>
}

/** Gathers what is published until the test ends. */
export function gatherEvents(t: Test, names: readonly string[] = eventNames): PublishedEvent[] {
  const published: PublishedEvent[] = []
  for (const name of names) {
    const listener: ChannelListener = (message) => {
      published.push({ name, event: message as PublishedEvent['event'] })
    }
    subscribe(`telnyx-call:${name}`, listener)
    t.teardown(() => unsubscribe(`telnyx-call:${name}`, listener))
  }
  return published
}

export function namesOf(published: readonly PublishedEvent[]): string[] {
  return published.map(({ name }) => name)
}

/** The last event of a name; it fails where there is none. */
export function findEvent(published: readonly PublishedEvent[], name: string): PublishedEvent['event'] {
  const found = published.findLast((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`no ${name} among ${namesOf(published)}`)
  return found.event
}

/** A store that grants every claim, but for what is changed. */
export function createStore(changes: Partial<DeliveryStore> = {}): DeliveryStore {
  return { claim: () => 'claimed', renew: () => true, commit: () => {}, release: () => {}, ...changes }
}

/** Receives a request and, where it was accepted, settles it. */
export async function exchange(
  options: Partial<ReceiverOptions> = {},
  request: WebhookRequest = createWebhook(),
  end: HandlerEnd = { status: 200 },
): Promise<void> {
  const reception = await createTestReceiver(options).receive({ ...request, adapter: 'test' })
  if (reception.outcome === 'accepted') await reception.settle(end)
}
