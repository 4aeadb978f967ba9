import { setMaxListeners } from 'node:events'
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { planDelivery } from './delivery-plan.ts'
import { type DeliveryRun, deliverEvent, takeTurn } from './event-delivery.ts'
import { generateCall } from './generated-calls.ts'
import { type Ledger, LedgerBook } from './ledger.ts'
import {
  readSimulatorOptions,
  type SimulatorSettings,
  type TelnyxSimulatorOptions,
} from './simulator-options.ts'
import { createTurnstile } from './turnstile.ts'

/** The fields of one event, all strings, including a `CallSid`. No two events of a simulator can have the same fields. */
export type CallFields = Readonly<Record<string, string>>

/** Options of `deliver`. */
export interface DeliverOptions {
  /** Aborts the delivery: attempts in progress are broken, no more calls are taken, and `deliver` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** Delivers calls as Telnyx does: signed, at least once, in no guaranteed order. */
export interface TelnyxSimulator {
  /**
   * Delivers calls until each is acknowledged, is refused or has used up its attempts. Leaves no open connections or timers. Several
   * deliveries add up in one ledger.
   *
   * @param calls - number of calls to generate, or the fields of each; fields are read one by one as there is room for attempts
   * @returns the simulator's ledger
   * @throws TypeError for anything else, for fields without a CallSid, and for fields that were delivered before
   * @throws Error if another delivery of the simulator is in progress
   */
  deliver(
    calls: number | Iterable<CallFields> | AsyncIterable<CallFields>,
    options?: DeliverOptions,
  ): Promise<Ledger>
  /**
   * Records that the application handled an event. Call it at any time: in the handler, or after `deliver` based on what the application
   * wrote.
   *
   * @param handled - the call's CallSid, or the event's fields (`telnyxDelivery.fields`) if a call has several events
   * @throws TypeError for anything else, and for a CallSid with several events
   */
  recordHandled(handled: string | CallFields): void
  /** What has happened so far. */
  readonly ledger: Ledger
}

/**
 * Creates a simulated Telnyx to test a server against. With just keys and a URL, it delivers without faults and retries only as the policy
 * says; most other options add faults.
 *
 * The seed and a call's position determine its fields and faults, regardless of timing, so a run that found a problem can be repeated.
 *
 * @throws TypeError if an option is missing, unknown or out of range
 *
 * @example
 * const simulator = createTelnyxSimulator({ keys, url, seed: 7, duplicates: 0.1, brokenConnections: 0.1 })
 * const ledger = await simulator.deliver(1000)
 * console.log(String(ledger))
 * assert.deepEqual(ledger.lost, [])
 */
export function createTelnyxSimulator(options: TelnyxSimulatorOptions): TelnyxSimulator {
  const settings = readSimulatorOptions(options)
  const book = new LedgerBook(settings.policy)
  let isDelivering = false
  return {
    async deliver(calls, { signal } = {}) {
      const source = typeof calls === 'number' ? generateCalls(calls, settings, book) : calls
      assertIterable(source)
      if (isDelivering) throw new Error('This simulator is already delivering: await that first.')
      isDelivering = true
      try {
        await deliverCalls(source, settings, book, signal)
        return book
      } finally {
        isDelivering = false
      }
    },
    recordHandled: book.recordHandled,
    ledger: book,
  }
}

function generateCalls(
  count: number,
  { seed }: SimulatorSettings,
  { events }: LedgerBook,
): Iterable<CallFields> {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new TypeError('deliver needs a whole number of calls, or the calls themselves.')
  }
  const start = events.length
  return (function* () {
    for (let index = start; index < start + count; index += 1) yield generateCall(seed, index)
  })()
}

function assertIterable(source: Partial<Iterable<CallFields> & AsyncIterable<CallFields>>): void {
  if (typeof source === 'object' && source !== null) {
    if (source[Symbol.iterator] !== undefined || source[Symbol.asyncIterator] !== undefined) return
  }
  throw new TypeError('deliver needs a number of calls, or an iterable of their fields.')
}

async function deliverCalls(
  source: Iterable<CallFields> | AsyncIterable<CallFields>,
  settings: SimulatorSettings,
  book: LedgerBook,
  callerSignal: AbortSignal | undefined,
): Promise<void> {
  const failure = new AbortController()
  const signal = AbortSignal.any(
    callerSignal === undefined ? [failure.signal] : [callerSignal, failure.signal],
  )
  // Every wait adds a listener, and there are as many waits as calls to retry.
  setMaxListeners(0, signal)
  const agent = new Agent({ keepAlive: true })
  signal.addEventListener('abort', () => agent.destroy(), { once: true })
  const run = {
    settings,
    signal,
    agent,
    timeoutMs: settings.timeoutMs,
    turnstile: createTurnstile(settings.concurrency),
    keepsAnswer: settings.onAttempt !== undefined,
  }

  const deliveries: Promise<void>[] = []
  try {
    for await (const fields of paceCalls(source, run)) {
      const event = book.addEvent(fields)
      const plan = planDelivery(settings, event.index)
      const firstTurn = takeTurn(plan.first, run)
      deliveries.push(deliverEvent(event, plan, firstTurn, run).catch((error) => failure.abort(error)))
      if (plan.first.delayMs === 0) await firstTurn
    }
  } catch (error) {
    failure.abort(error)
  }
  await Promise.all(deliveries)
  agent.destroy()
  signal.throwIfAborted()
}

/** Yields calls at the rate of `callsPerSecond` at most. Ends immediately when the signal is aborted. */
async function* paceCalls(
  source: Iterable<CallFields> | AsyncIterable<CallFields>,
  { settings, signal }: DeliveryRun,
): AsyncGenerator<CallFields> {
  const startedAt = performance.now()
  let count = 0
  for await (const fields of source) {
    const earlyMs = startedAt + (count * 1000) / settings.callsPerSecond - performance.now()
    if (earlyMs > 0) await sleep(earlyMs, undefined, { signal })
    signal.throwIfAborted()
    yield fields
    count += 1
  }
}
