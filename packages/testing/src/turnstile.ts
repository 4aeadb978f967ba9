/** Passes the place on to whoever has waited longest. Only the first call counts. */
export type LeaveTurnstile = () => void

/** Limits concurrency, first come, first served. */
export interface Turnstile {
  /** Resolves once a place is free, and takes it. */
  enter(): Promise<LeaveTurnstile>
}

/** @param places - maximum number inside at once */
export function createTurnstile(places: number): Turnstile {
  const waiting: (() => void)[] = []
  let free = places
  const createLeave = (): LeaveTurnstile => {
    let isInside = true
    return () => {
      if (!isInside) return
      isInside = false
      const admitNext = waiting.shift()
      if (admitNext === undefined) free += 1
      else admitNext()
    }
  }
  return {
    async enter() {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      return createLeave()
    },
  }
}
