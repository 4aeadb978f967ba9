import {
  type AcceptedEvent,
  type AcknowledgedEvent,
  type RefusedEvent,
  type SettledEvent,
  subscribeToTelnyxCalls,
} from '@telnyx-call/core'
import type { Test } from 'tap'
import { pause } from '../conformance/wire.ts'

/** What was published, and what nobody caught, since the watch began. */
export interface ExchangeWatch {
  readonly accepted: readonly AcceptedEvent[]
  readonly settled: readonly SettledEvent[]
  readonly acknowledged: readonly AcknowledgedEvent[]
  readonly refused: readonly RefusedEvent[]
  /** Rejections that nobody handled, and exceptions that nobody caught. */
  readonly strays: readonly unknown[]
}

const PATIENCE_MILLISECONDS = 3000
/** How long an exception of the server's may take to show. */
const GRACE_MILLISECONDS = 20

const strays: unknown[] = []
process.on('unhandledRejection', (reason) => strays.push(reason))
process.on('uncaughtExceptionMonitor', (error) => strays.push(error))

/** A test that watches, and fails where anything was thrown or rejected unheard. */
export function watched(play: (t: Test, watch: ExchangeWatch) => Promise<void>): (t: Test) => Promise<void> {
  return async (t) => {
    const accepted: AcceptedEvent[] = []
    const settled: SettledEvent[] = []
    const acknowledged: AcknowledgedEvent[] = []
    const refused: RefusedEvent[] = []
    strays.length = 0
    const unsubscribe = subscribeToTelnyxCalls({
      accepted: (event) => accepted.push(event),
      settled: (event) => settled.push(event),
      acknowledged: (event) => acknowledged.push(event),
      refused: (event) => refused.push(event),
    })
    t.teardown(unsubscribe)
    await play(t, { accepted, settled, acknowledged, refused, strays })
    await pause(GRACE_MILLISECONDS)
    t.strictSame(strays.map(String), [], 'nothing was thrown or rejected unheard')
  }
}

/** Waits until something is so, 3 seconds at most. @returns whether it is so. */
export async function waitUntil(
  isReached: () => boolean,
  patienceMs = PATIENCE_MILLISECONDS,
): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  while (!isReached() && performance.now() < deadline) await pause(5)
  return isReached()
}

/** Waits until every accepted delivery was settled, then says how, in the order in which they were. */
export async function readOutcomes({ accepted, settled }: ExchangeWatch): Promise<readonly string[]> {
  await waitUntil(() => settled.length >= accepted.length)
  return settled.map(({ outcome }) => outcome)
}
