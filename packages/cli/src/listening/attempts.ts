import { createHash } from 'node:crypto'
import type { Examination } from '../inspector/examination.ts'
import type { ReceivedRequest } from '../inspector/held-delivery.ts'

/** Events that are remembered; the oldest are forgotten first. */
const CAP = 20_000

/** One attempt to deliver an event. */
export interface Attempt {
  /** From 1. */
  readonly number: number
  /** Since the event's first attempt, and since the one before this, in milliseconds; absent for the first. */
  readonly sinceFirstMs?: number
  readonly sincePreviousMs?: number
  /** Whether an earlier attempt was answered with a success. */
  readonly wasHandled: boolean
}

interface Group {
  readonly firstMs: number
  previousMs: number
  count: number
  isHandled: boolean
}

/** Groups the attempts of each event, so that the sender's schedule can be read off. */
export class Attempts {
  readonly #groups = new Map<string, Group>()

  note(key: string, atMs: number): Attempt {
    const group = this.#groups.get(key)
    if (group === undefined) {
      this.#groups.set(key, { firstMs: atMs, previousMs: atMs, count: 1, isHandled: false })
      this.#forgetOldest()
      return { number: 1, wasHandled: false }
    }
    const attempt: Attempt = {
      number: group.count + 1,
      sinceFirstMs: atMs - group.firstMs,
      sincePreviousMs: atMs - group.previousMs,
      wasHandled: group.isHandled,
    }
    group.count += 1
    group.previousMs = atMs
    return attempt
  }

  noteHandled(key: string): void {
    const group = this.#groups.get(key)
    if (group) group.isHandled = true
  }

  #forgetOldest(): void {
    if (this.#groups.size <= CAP) return
    for (const key of this.#groups.keys()) return void this.#groups.delete(key)
  }
}

/** What the attempts of one event have in common: its id, or the hash of a body that is not authentic. */
export function findAttemptKey({ isVerified, reading }: Examination, { body }: ReceivedRequest): string {
  if (isVerified && reading) return reading.id
  return `unverified:${createHash('sha256').update(body).digest('hex')}`
}
