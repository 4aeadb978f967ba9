import { setTimeout as sleep } from 'node:timers/promises'
import { type Delivery, type DeliveryFailure, type KeptDelivery, keepDelivery } from '@telnyx-call/core'
import type { GuardedApp, HandleDelivery } from './frameworks.ts'
import type { KeptLine } from './journal.ts'
import type { JournalWriter } from './journal-writer.ts'

const RETRY_MS = 1000

/** Keeps what failed in the journal, and hands it to the handler again until it is handled. */
export class Redeliveries {
  readonly #journal: JournalWriter
  readonly #handle: HandleDelivery
  readonly #pending = new Set<Promise<void>>()
  #guard: GuardedApp['guard'] | undefined
  #count = 0

  constructor(journal: JournalWriter, handle: HandleDelivery) {
    this.#journal = journal
    this.#handle = handle
  }

  /** @param guard - which calls `keep`. */
  start(guard: GuardedApp['guard']): void {
    this.#guard = guard
  }

  /** The option `onFailed`. */
  readonly keep = (delivery: Delivery, failure: DeliveryFailure): void => {
    this.#keepRecord(delivery.call?.CallSid ?? '', keepDelivery(delivery, failure))
  }

  /** Goes on with what the process before this one has left. */
  takeOver(leftOver: readonly KeptLine[]): void {
    for (const { callSid, record } of leftOver) this.#keepRecord(callSid, record)
  }

  /** Waits until nothing is left to redeliver. */
  async drain(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }

  #keepRecord(callSid: string, record: KeptDelivery): void {
    this.#count += 1
    const name = `redelivery ${this.#count}`
    this.#journal.recordKept({ name, callSid, record })
    const redelivery = this.#redeliver(record, name).finally(() => this.#pending.delete(redelivery))
    this.#pending.add(redelivery)
  }

  async #redeliver(record: KeptDelivery, name: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#journal.serve(`${name}.${attempt}`, () => this.#redeliverOnce(record))
      if (result !== undefined) return this.#journal.recordRedelivered(name, result)
      await sleep(RETRY_MS)
    }
  }

  /** @returns undefined where the event is being handled by somebody else or its handler failed: nobody can say yet that it is handled. */
  async #redeliverOnce(record: KeptDelivery): Promise<string | undefined> {
    try {
      return await this.#guard?.redeliver(record, this.#handle)
    } catch {
      return undefined
    }
  }
}
