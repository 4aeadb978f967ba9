import { createRandom, type Random } from './random.ts'
import type { SimulatorSettings } from './simulator-options.ts'

/**
 * Why a call is sent: `'first'`; `'retry'`, because all earlier attempts failed; `'duplicate'`, although one was acknowledged;
 * `'concurrent'`, at the same time as the first. If either of two concurrent copies gets a status that the policy does not retry, no other
 * attempt follows.
 */
export type AttemptKind = 'first' | 'retry' | 'duplicate' | 'concurrent'

/**
 * Where the simulator breaks a connection. `'cut-in-request'`: after part of the body was sent. `'cut-before-answer'`: after all of it was
 * sent, within 50 ms or as soon as an answer arrives. `'cut-in-answer'`: after the head of the answer was read.
 */
export type Cut = 'cut-in-request' | 'cut-before-answer' | 'cut-in-answer'

export interface AttemptPlan {
  readonly kind: AttemptKind
  readonly url: URL
  readonly cut: Cut | undefined
  /** Share of the body that a `'cut-in-request'` sends, or of `longestUnansweredMs` that a `'cut-before-answer'` waits. */
  readonly cutShare: number
  /** Whether it is signed with the time of sending. The first attempt always is. */
  readonly resigned: boolean
  readonly reencoded: boolean
}

/** Attempts that start at the same time, and their delay after the previous ones. */
export interface Round {
  readonly delayMs: number
  readonly attempts: readonly AttemptPlan[]
}

/** Everything that can happen to one call. */
export interface DeliveryPlan {
  readonly first: Round
  /** Sent one after the other, as long as the policy asks for another attempt. */
  readonly retries: readonly Round[]
  /** Sent after the call is acknowledged. */
  readonly duplicate: Round | undefined
}

const cuts = ['cut-in-request', 'cut-before-answer', 'cut-in-answer'] as const satisfies readonly Cut[]

/**
 * Plans the delivery of the call with this index. A plan depends only on the settings and the index, so it is reproducible. The number of
 * random draws does not depend on the shares, so increasing one fault does not change the others.
 */
export function planDelivery(settings: SimulatorSettings, index: number): DeliveryPlan {
  const random = createRandom('plan', settings.seed, index)
  const isReordered = random() < settings.reorderings
  const reorderingDelayMs = random() * settings.maxReorderingDelayMs
  const isCopied = random() < settings.concurrentCopies
  const isDuplicated = random() < settings.duplicates
  const duplicateDelayMs = random() * settings.maxDuplicateDelayMs
  const duplicate = planAttempt(settings, random, 'duplicate', pickUrl(settings, random))
  const copy = planAttempt(settings, random, 'concurrent', pickUrl(settings, random))

  const delaysMs = [isReordered ? reorderingDelayMs : 0, ...settings.retryDelaysMs]
  const [first, ...retries] = delaysMs.map((delayMs, position): Round => {
    const url = position % 2 === 0 ? settings.url : settings.failoverUrl
    const attempt = planAttempt(settings, random, position === 0 ? 'first' : 'retry', url)
    const isLast = position === delaysMs.length - 1
    return { delayMs, attempts: [isLast ? { ...attempt, cut: undefined } : attempt] }
  }) as [Round, ...Round[]]

  return {
    first: isCopied ? { ...first, attempts: [...first.attempts, copy] } : first,
    retries,
    duplicate: isDuplicated ? { delayMs: duplicateDelayMs, attempts: [duplicate] } : undefined,
  }
}

function planAttempt(settings: SimulatorSettings, random: Random, kind: AttemptKind, url: URL): AttemptPlan {
  const isCut = random() < settings.brokenConnections
  const cut = cuts[Math.floor(random() * cuts.length)]
  const cutShare = random()
  const isResigned = random() < resignedShares[settings.resign] || kind === 'first'
  const isReencoded = random() < settings.reencodings
  return {
    kind,
    url,
    cut: isCut ? cut : undefined,
    cutShare,
    resigned: isResigned,
    reencoded: isResigned && isReencoded,
  }
}

const resignedShares: Readonly<Record<SimulatorSettings['resign'], number>> = {
  always: 1,
  sometimes: 0.5,
  never: 0,
}

function pickUrl({ url, failoverUrl }: SimulatorSettings, random: Random): URL {
  return random() < 0.5 ? url : failoverUrl
}
