/** How memory went in the last half of a run. */
export interface MemoryTrend {
  /** Bytes per 1,000 requests, by least squares. */
  readonly slopeBytes: number
  /** How much larger the line is at its end than at its start. */
  readonly growthShare: number
  readonly lastBytes: number
}

/** One look at the memory of a process. */
export interface MemorySample {
  readonly requests: number
  readonly rssBytes: number
}

/** Fits a line to the last half of the samples. */
export function fitMemoryTrend(samples: readonly MemorySample[]): MemoryTrend {
  const half = samples.slice(Math.floor(samples.length / 2))
  const meanRequests = mean(half.map(({ requests }) => requests))
  const meanBytes = mean(half.map(({ rssBytes }) => rssBytes))
  let products = 0
  let squares = 0
  for (const { requests, rssBytes } of half) {
    products += (requests - meanRequests) * (rssBytes - meanBytes)
    squares += (requests - meanRequests) ** 2
  }
  const slope = squares === 0 ? 0 : products / squares
  const [first, last] = [half[0], half.at(-1)]
  const startBytes = meanBytes + slope * ((first?.requests ?? 0) - meanRequests)
  const growthBytes = slope * ((last?.requests ?? 0) - (first?.requests ?? 0))
  return { slopeBytes: slope * 1000, growthShare: growthBytes / startBytes, lastBytes: last?.rssBytes ?? 0 }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
