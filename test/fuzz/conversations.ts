import { createRandom, type Random } from '../../packages/testing/src/random.ts'
import { type FuzzRequest, makeRequest, pickKind } from './requests.ts'

/** How the client ends a connection before it has the answers. */
type Cut = 'destroy' | 'half-close'

/** What goes over one connection. */
export interface Conversation {
  readonly requests: readonly FuzzRequest[]
  /** Whether they are sent without waiting for answers. */
  readonly isPipelined: boolean
  /** Where the client stops in the bytes of the last request: 0 to 1. Undefined: it sends all of them. */
  readonly cutAt: number | undefined
  readonly cut: Cut
  /** In how many pieces the bytes go out, with how long a pause between them. */
  readonly pieces: number
  readonly pauseMs: number
}

/** What the handler does, told by the start of the CallSid: it succeeds at once, after a while, or a little later, or fails the first time. */
const MANNERS = ['quick', 'slow', 'late', 'failing'] as const

export type Manner = (typeof MANNERS)[number]

const PIPELINED_SHARE = 0.12
const CUT_SHARE = 0.12
const PIECES_SHARE = 0.25
const COPIES_SHARE = 0.12

/** The conversations that belong to a number of a seed: one, or several where copies of a call come over connections of their own. */
export function makeConversations(seed: number, name: string, number: number): readonly Conversation[] {
  const random = createRandom('fuzz', seed, name, number)
  const nameCall = (index: number) => `${pickManner(random)}-${name}-${number}-${index}`
  if (random() < COPIES_SHARE) {
    const copied = makeRequest('good', nameCall(0), random)
    return Array.from({ length: 2 + Math.floor(random() * 3) }, () => shape([copied], random, false))
  }
  const length = random() < PIPELINED_SHARE ? 2 + Math.floor(random() * 4) : 1
  const requests = Array.from({ length }, (_, index) =>
    makeRequest(pickKind(random), nameCall(index), random),
  )
  return [shape(requests, random, random() < CUT_SHARE)]
}

function shape(requests: readonly FuzzRequest[], random: Random, isCut: boolean): Conversation {
  const isInPieces = random() < PIECES_SHARE
  return {
    requests,
    isPipelined: random() < 0.8,
    cutAt: isCut ? random() : undefined,
    cut: random() < 0.7 ? 'destroy' : 'half-close',
    pieces: isInPieces ? 2 + Math.floor(random() * 8) : 1,
    pauseMs: Math.floor(random() * 8),
  }
}

function pickManner(random: Random): Manner {
  return random() < 0.7 ? 'quick' : (MANNERS[Math.floor(random() * MANNERS.length)] ?? 'quick')
}
