/** Lets so many through at a time; whoever comes first goes first. */
export interface Turnstile {
  /** Resolves when there is a place, which is then taken. */
  enter(): Promise<void>
  /** Gives the place to whoever waits longest. */
  leave(): void
}

/** @param places how many may be inside at once */
export function createTurnstile(places: number): Turnstile {
  const waiting: (() => void)[] = []
  let free = places
  return {
    async enter() {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
    },
    leave() {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    },
  }
}
