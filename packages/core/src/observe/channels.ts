import { type Channel, findBuiltinModule } from '../runtime.ts'

const { channel: openChannel = openLocalChannel } = findBuiltinModule('node:diagnostics_channel')

type ChannelName = 'received' | 'refused' | 'acknowledged' | 'accepted' | 'settled' | 'forgotten'

/** The channels that events are published on. Without `node:diagnostics_channel`, this module provides its own. */
export const channels: Readonly<Record<ChannelName, Channel>> = {
  received: openChannel('telnyx-call:received'),
  refused: openChannel('telnyx-call:refused'),
  acknowledged: openChannel('telnyx-call:acknowledged'),
  accepted: openChannel('telnyx-call:accepted'),
  settled: openChannel('telnyx-call:settled'),
  forgotten: openChannel('telnyx-call:forgotten'),
}

function openLocalChannel(): Channel {
  const listeners = new Set<(message: unknown) => void>()
  return {
    get hasSubscribers() {
      return listeners.size > 0
    },
    publish(message) {
      // As with Node's channels, errors thrown by a listener do not affect the request.
      for (const listener of listeners) queueMicrotask(() => listener(message))
    },
    subscribe(listener) {
      listeners.add(listener)
    },
    unsubscribe(listener) {
      listeners.delete(listener)
    },
  }
}
