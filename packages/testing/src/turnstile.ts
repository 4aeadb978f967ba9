/** Gives the place to whoever has waited longest; only its first call counts. */
export type LeaveTurnstile = () => void

/** Lets so many through at a time; whoever comes first goes first. */
export interface Turnstile {
  /** Resolves when there is a place, which is then taken. */
  enter(): Promise<LeaveTurnstile>
}

/** @param places how many may be inside at once */
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
