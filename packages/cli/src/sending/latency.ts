/** How long the answers took, in milliseconds. */
export interface Latency {
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

/** @returns undefined if nothing was answered */
export function summarizeLatency(durationsMs: readonly number[]): Latency | undefined {
  const sorted = durationsMs.toSorted((a, b) => a - b)
  const maxMs = sorted.at(-1)
  if (maxMs === undefined) return undefined
  // The nearest rank: the smallest duration that at least this share of all does not exceed.
  const pick = (share: number) => round(sorted[Math.ceil(sorted.length * share) - 1] ?? maxMs)
  return { p50Ms: pick(0.5), p95Ms: pick(0.95), p99Ms: pick(0.99), maxMs: round(maxMs) }
}

function round(durationMs: number): number {
  return Math.round(durationMs * 10) / 10
}
