import type { About, DeliverySummary } from '../../src/inspector/protocol.ts'
import { Observable } from './observable.ts'

/** How long changes are gathered before they are shown, in milliseconds. */
const GATHER_MS = 80

/** All deliveries that are shown, newest first. What a restarted server does not know is kept. */
export class DeliveryList extends Observable {
  about: About | undefined
  /** Grows with every change. */
  revision = 0
  readonly #byId = new Map<string, DeliverySummary>()
  readonly #byCall = new Map<string, DeliverySummary[]>()
  #sorted: DeliverySummary[] | undefined

  get all(): readonly DeliverySummary[] {
    this.#sorted ??= [...this.#byId.values()].reverse().sort(compareNewestFirst)
    return this.#sorted
  }

  get(id: string): DeliverySummary | undefined {
    return this.#byId.get(id)
  }

  setAbout(about: About): void {
    this.about = about
    this.#changed()
  }

  /** Adds deliveries, and replaces those of the same id. */
  merge(deliveries: readonly DeliverySummary[]): void {
    for (const delivery of deliveries) this.#byId.set(delivery.id, delivery)
    this.#sorted = undefined
    this.#dropOldest()
    this.#changed()
  }

  drop(ids: readonly string[]): void {
    for (const id of ids) this.#byId.delete(id)
    this.#sorted = undefined
    this.#changed()
  }

  clear(): void {
    this.drop([...this.#byId.keys()])
  }

  /** The deliveries of a call, oldest first. */
  listCall(callSid: string): readonly DeliverySummary[] {
    return this.groupByCall().get(callSid) ?? []
  }

  /** Deliveries by CallSid, each call's oldest first; calls in order of their newest delivery. */
  groupByCall(): ReadonlyMap<string, readonly DeliverySummary[]> {
    if (this.#byCall.size > 0) return this.#byCall
    for (const delivery of this.all) {
      if (delivery.callSid === undefined) continue
      const call = this.#byCall.get(delivery.callSid)
      if (call) call.unshift(delivery)
      else this.#byCall.set(delivery.callSid, [delivery])
    }
    return this.#byCall
  }

  #dropOldest(): void {
    if (this.about === undefined || this.#byId.size <= this.about.cap) return
    for (const { id } of this.all.slice(this.about.cap)) this.#byId.delete(id)
    this.#sorted = undefined
  }

  #changed(): void {
    this.revision++
    this.#byCall.clear()
    this.notifySoon(GATHER_MS)
  }
}

function compareNewestFirst(one: DeliverySummary, other: DeliverySummary): number {
  if (one.receivedAt === other.receivedAt) return 0
  return one.receivedAt < other.receivedAt ? 1 : -1
}
