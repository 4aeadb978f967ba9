import assert from 'node:assert/strict'
import type { CaseKeys, Stage } from './case.ts'
import type { HandlerBehaviour, OpenExchange, RunningHost } from './host.ts'
import { NOW_SECONDS, plainCall, signed } from './requests.ts'
import { pause, type WireAnswer, type WireRequest } from './wire.ts'

const PATIENCE_MILLISECONDS = 5000
/** Less than a lease: a claim that was not given back is not waited out. */
const REDELIVERY_MILLISECONDS = 3000
export const HANDLED: HandlerBehaviour = { status: 200, json: { handled: true } }
/** For cases that want a copy to be sent away. */
export const IMPATIENT = { deduplication: { waitForCopyMs: 60 } } as const

/** The same event as it comes again: signed later, and encoded another way. */
export function signedAnew(keys: CaseKeys): WireRequest {
  const body = String(new URLSearchParams(plainCall())).replaceAll('+', '%20')
  return signed(keys, { body, timestamp: NOW_SECONDS + 60 })
}

/** Delivers as Telnyx does: again, as long as the answer is that somebody else is at it. */
export async function redeliver({ running, keys }: Pick<Stage, 'running' | 'keys'>): Promise<WireAnswer> {
  const deadline = Date.now() + REDELIVERY_MILLISECONDS
  for (;;) {
    const answer = await running.send(signedAnew(keys))
    if (answer.status !== 503 || Date.now() > deadline) return answer
    await pause(5)
  }
}

export async function waitForRuns({ handled }: RunningHost, runs: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS
  while (handled.length < runs) {
    assert.ok(Date.now() < deadline, `waited for the handler to run ${runs} times`)
    await pause(5)
  }
}

/** Sends the event, and comes back when the handler has begun. */
export async function beginHandling({ open, keys, running }: Stage): Promise<OpenExchange> {
  const runs = running.handled.length
  const exchange = await open(signed(keys))
  await waitForRuns(running, runs + 1)
  return exchange
}

/** The answer does not wait for the store and for onFailed: this does. */
export async function waitForOutcomes({ guard }: RunningHost): Promise<void> {
  assert.equal(
    await guard.drain({ timeoutMs: PATIENCE_MILLISECONDS }),
    0,
    'a delivery is left without an outcome',
  )
}

export function assertInProgress(answer: WireAnswer): void {
  assert.equal(answer.status, 503)
  assert.equal(answer.headers['retry-after'], '1')
  assert.equal(JSON.parse(answer.body.toString()).code, 'delivery_in_progress')
}

/** 200, with nothing in it, and the handler has run as often as before. */
export function assertAcknowledged(answer: WireAnswer, { handled }: RunningHost, runs: number): void {
  assert.equal(answer.status, 200)
  assert.equal(answer.body.length, 0)
  assert.equal(handled.length, runs)
}
