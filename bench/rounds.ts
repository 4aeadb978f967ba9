/** Something to compare: `run` measures it once, a cost or a rate. */
export interface Contender {
  readonly name: string
  run(): Promise<number>
}

/** What a contender measured, one number a round. */
export type Measurements = ReadonlyMap<string, readonly number[]>

/** Measures all contenders in turn, round after round, so that a drift of the machine's speed hits each alike. */
export async function measureInRounds(
  contenders: readonly Contender[],
  rounds: number,
): Promise<Measurements> {
  const measurements = new Map(contenders.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of contenders) measurements.get(name)?.push(await run())
  }
  return measurements
}

/** The value below which the given share of a contender's rounds lies: 0.5 is the median. */
export function quantile(measurements: Measurements, name: string, share: number): number {
  return quantileOf(measurements.get(name) ?? [], share)
}

/** The value below which the given share of the values lies. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
}

/** The median of one contender's measurements over another's, each pair taken in the same round. */
export function medianRatio(measurements: Measurements, name: string, base: string): number {
  return medianOfPairs(measurements, name, base, (measured, other) => measured / other)
}

/** The median of what one contender measured above another, each pair taken in the same round. */
export function medianDifference(measurements: Measurements, name: string, base: string): number {
  return medianOfPairs(measurements, name, base, (measured, other) => measured - other)
}

function medianOfPairs(
  measurements: Measurements,
  name: string,
  base: string,
  compare: (measured: number, other: number) => number,
): number {
  const bases = measurements.get(base) ?? []
  const compared =
    measurements.get(name)?.map((measured, round) => compare(measured, bases[round] ?? Number.NaN)) ?? []
  return quantileOf(compared, 0.5)
}

/** The header of a table whose rows are made by `describeCosts`. */
export const COST_COLUMNS = ['', 'ratio', 'median µs', 'ratio, quietest tenth', 'µs, quietest tenth']

/** A row of the table: what a contender costs, in microseconds and beside another one. */
export function describeCosts(costs: Measurements, name: string, base: string): string[] {
  const quiet = quantile(costs, name, 0.1)
  return [
    name,
    medianRatio(costs, name, base).toFixed(2),
    quantile(costs, name, 0.5).toFixed(1),
    (quiet / quantile(costs, base, 0.1)).toFixed(2),
    quiet.toFixed(1),
  ]
}
