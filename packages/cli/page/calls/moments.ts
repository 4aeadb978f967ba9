import type { DeliverySummary } from '../../src/inspector/protocol.ts'
import { CALL_STEPS, findStep } from './call-steps.ts'

/** A delivery of a call, and when its event happened: milliseconds since 1970. */
export interface Moment {
  readonly delivery: DeliverySummary
  readonly at: number
}

/**
 * Orders the deliveries of a call by when their events happened. Not every event says when it did; the others are placed by when they came in,
 * less the delay that is usual in this call, and not before the steps that they follow. Events of the same time are in the order of the steps.
 */
export function orderMoments(deliveries: readonly DeliverySummary[]): readonly Moment[] {
  const stated = deliveries
    .map((delivery) => ({ delivery, at: readStatedTime(delivery) }))
    .filter(({ at }) => !Number.isNaN(at))
  const delays = stated
    .map(({ delivery, at }) => Date.parse(delivery.receivedAt) - at)
    .sort((one, other) => one - other)
  const usualDelay = delays[Math.floor(delays.length / 2)] ?? 0
  const estimate = (delivery: DeliverySummary) => {
    const earlier = stated.filter((moment) => rankStep(moment.delivery) < rankStep(delivery))
    return Math.max(Date.parse(delivery.receivedAt) - usualDelay, ...earlier.map(({ at }) => at))
  }
  const others = deliveries.filter((delivery) => Number.isNaN(readStatedTime(delivery)))
  return [...stated, ...others.map((delivery) => ({ delivery, at: estimate(delivery) }))].sort(
    (one, other) => one.at - other.at || rankStep(one.delivery) - rankStep(other.delivery),
  )
}

/** NaN if the event does not say when it happened, or cannot be trusted to. */
function readStatedTime({ occurredAt, isVerified }: DeliverySummary): number {
  return isVerified && occurredAt !== undefined ? Date.parse(occurredAt) : Number.NaN
}

/** What is no step of its own, such as a key that was pressed, happens between answer and end. */
function rankStep({ type }: DeliverySummary): number {
  const step = findStep(type)
  return step === undefined ? CALL_STEPS.indexOf('answered') + 0.5 : CALL_STEPS.indexOf(step)
}
