import { setTimeout as sleep } from 'node:timers/promises'
import type { Outage } from './faults.ts'
import type { StoreServer } from './store-server.ts'

const ASK_EVERY_MS = 100
/** The guards wait for 500 ms, on connections that are open already. */
const SLOW_MS = 400

/** Asks a store all the time, from outside of the receivers, how long it takes to answer. */
export class StoreWatch {
  readonly #server: StoreServer
  readonly #slow: Outage[] = []
  #watching: Promise<void> | undefined
  #isStopped = false

  constructor(server: StoreServer) {
    this.#server = server
  }

  /** When it took long, or did not answer at all. */
  get slow(): readonly Outage[] {
    return this.#slow
  }

  start(): void {
    this.#watching = this.#watch()
  }

  /** The store has to be up. */
  async close(): Promise<void> {
    this.#isStopped = true
    await this.#watching
  }

  async #watch(): Promise<void> {
    let fromMs = Date.now()
    while (!this.#isStopped) {
      const isAnswering = await this.#server.isAnswering()
      const toMs = Date.now()
      if (isAnswering && toMs - fromMs - ASK_EVERY_MS > SLOW_MS)
        this.#slow.push({ kind: 'slow', fromMs, toMs })
      if (isAnswering) fromMs = toMs
      await sleep(ASK_EVERY_MS)
    }
  }
}
