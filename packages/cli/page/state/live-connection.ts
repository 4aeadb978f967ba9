import type { About, DeliverySummary } from '../../src/inspector/protocol.ts'
import type { DeliveryList } from './delivery-list.ts'
import { Observable } from './observable.ts'

export type ConnectionState = 'connecting' | 'live' | 'reconnecting'

const RETRY_MS = 1_000

/**
 * Keeps the list up to date by server-sent events. The browser reconnects by itself and says what it saw last; only where it gives up, because
 * the answer was no stream, is the stream opened anew from here.
 */
export class LiveConnection extends Observable {
  state: ConnectionState = 'connecting'
  readonly #list: DeliveryList

  constructor(list: DeliveryList) {
    super()
    this.#list = list
  }

  open(): void {
    const source = new EventSource('./events')
    source.addEventListener('open', () => this.#setState('live'))
    source.addEventListener('about', ({ data }) => this.#list.setAbout(JSON.parse(data) as About))
    source.addEventListener('deliveries', ({ data }) =>
      this.#list.merge(JSON.parse(data) as DeliverySummary[]),
    )
    source.addEventListener('dropped', ({ data }) => this.#list.drop(JSON.parse(data) as string[]))
    source.addEventListener('error', () => {
      this.#setState('reconnecting')
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.open(), RETRY_MS)
    })
  }

  #setState(state: ConnectionState): void {
    this.state = state
    this.notify()
  }
}
