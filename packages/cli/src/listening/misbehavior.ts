/** How the receiver misbehaves on demand. */
export interface Misbehavior {
  /** Answered in place of the real answer. */
  readonly status?: number
  /** Attempts of each event that it applies to; all if absent. */
  readonly first?: number
  /** Waited before the answer, in milliseconds. */
  readonly delayMs: number
  /** Share of connections that are dropped instead of answered, from 0 to 1. */
  readonly dropShare: number
  /** Decides which: the same seed drops the same ones. */
  readonly seed: number
}

/** What happens to one attempt. */
export interface Mischief {
  readonly status?: number
  readonly delayMs: number
  readonly isDropped: boolean
}

/** @returns a function that says what happens to the attempt with a number */
export function planMischief({
  status,
  first,
  delayMs,
  dropShare,
  seed,
}: Misbehavior): (attempt: number) => Mischief {
  const random = createRandom(seed)
  return (attempt) => {
    if (first !== undefined && attempt > first) return { delayMs: 0, isDropped: false }
    return {
      ...(status !== undefined && { status }),
      delayMs,
      isDropped: dropShare > 0 && random() < dropShare,
    }
  }
}

/** Mulberry32: the same numbers for the same seed, from 0 to below 1. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}
