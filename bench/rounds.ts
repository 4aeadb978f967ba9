import { setImmediate as nextTurn } from 'node:timers/promises'
import { Bench } from 'tinybench'
import { formatTable } from './report.ts'

export const isQuick = process.env.BENCH_QUICK === '1'

export function countRounds(rounds: number): number {
  return isQuick ? 2 : rounds
}

/** What each contender measured, one number a round. */
export type Measurements = ReadonlyMap<string, readonly number[]>

/** A bench of which one run makes so many iterations of each task. */
export function createBench(iterations: number): Bench {
  return new Bench({ iterations, time: 0, warmup: false, throws: true })
}

/**
 * Adds a task that runs on inputs of its own, each in a turn of the event loop of its own. The inputs of a run are made before its time is
 * taken, so that they are as warm as what has just come from a socket, and as new: a signature that comes again and again is verified faster.
 */
export function addTask<Input>(
  bench: Bench,
  name: string,
  createInput: () => Input,
  task: (input: Input) => unknown,
): void {
  let inputs: Input[] = []
  bench.add(name, () => task(inputs.pop() as Input), {
    async: true,
    beforeAll: () => {
      inputs = Array.from({ length: bench.iterations }, createInput)
    },
    beforeEach: () => nextTurn(),
  })
}

/**
 * Runs all tasks of the bench in turn, round after round, so that a drift of the machine's speed hits each alike. The first rounds of all warm
 * the code up and are not counted.
 *
 * @returns microseconds for one iteration, averaged over a round.
 */
export async function measureInRounds(
  bench: Bench,
  rounds: number,
  warmUpRounds = rounds / 4,
): Promise<Measurements> {
  const costs = new Map(bench.tasks.map(({ name }) => [name, [] as number[]]))
  for (let round = -Math.ceil(warmUpRounds); round < rounds; round++) {
    bench.reset()
    await bench.run()
    for (const { name, result } of round < 0 ? [] : bench.tasks) {
      if (result.state === 'completed') costs.get(name)?.push(result.latency.mean * 1000)
    }
  }
  return costs
}

/** The value below which the given share of the values lies. */
export function findQuantile(values: readonly number[] = [], share = 0.5): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN
}

/** The median of one contender's measurements over another's, each pair taken in the same round. */
export function findRatio(measurements: Measurements, name: string, base: string): number {
  const bases = measurements.get(base) ?? []
  return findQuantile(measurements.get(name)?.map((value, round) => value / (bases[round] ?? Number.NaN)))
}

/** A table of what contenders cost in microseconds, and beside one of them. */
export function formatCosts(costs: Measurements, base: string): string {
  return formatTable(
    ['', 'ratio', 'median µs', 'µs, quietest tenth'],
    [...costs].map(([name, values]) => [
      name,
      findRatio(costs, name, base).toFixed(2),
      findQuantile(values).toFixed(1),
      findQuantile(values, 0.1).toFixed(1),
    ]),
  )
}
