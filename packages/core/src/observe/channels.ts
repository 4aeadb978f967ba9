import { type Channel, findBuiltinModule } from '../runtime.ts'

const { channel: openChannel = openLocalChannel } = findBuiltinModule('node:diagnostics_channel')

type ChannelName = 'received' | 'refused' | 'acknowledged' | 'accepted' | 'settled' | 'forgotten'

/** Where events are published: channels of `node:diagnostics_channel`, or of this module where the runtime has none. */
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
      // As with Node's channels, what a listener throws reaches no request.
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
