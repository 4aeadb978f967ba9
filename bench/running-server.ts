import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Load, type MakeRequest, postRequests } from './load.ts'
import type { Contender, Measurements } from './rounds.ts'
import type { Framework } from './servers/index.ts'
import { type Side, schemeOf } from './sides.ts'

const SERVER = fileURLToPath(new URL('./servers/index.ts', import.meta.url))
const WARM_UP_SECONDS = 1

/** A server to start. With workers, so many of them share its port. */
export interface ServerChoice {
  readonly framework: Framework
  readonly side: Side
  readonly workers?: number
}

/** A server at work in a process of its own, and what is sent to it. */
export interface RunningServer extends ServerChoice {
  readonly port: number
  readonly makeRequest: MakeRequest
  /** Microseconds of processor time that its process has taken, all threads together. */
  readProcessorTime(): Promise<number>
}

/** A server under load. Its rounds measure requests per second. */
export interface LoadedServer extends Contender {
  /** In milliseconds, from all rounds. */
  readonly latencies: readonly number[]
  /** Microseconds of the server's processor time for a request, round by round. Without its workers'. */
  readonly processorTimes: readonly number[]
  /** The client's share of one core, round by round. */
  readonly clientShares: readonly number[]
}

/** Starts the servers, and ends them when the task is over. */
export async function withServers<Result>(
  choices: readonly ServerChoice[],
  task: (servers: readonly RunningServer[]) => Promise<Result>,
): Promise<Result> {
  const processes: ChildProcess[] = []
  try {
    const servers: RunningServer[] = []
    for (const choice of choices) {
      const { key, makeRequest } = schemeOf(choice.side).createSender()
      const server = fork(SERVER, [choice.framework, choice.side, key, String(choice.workers ?? '')])
      processes.push(server)
      const exit = failAtExit(server)
      const readMessage = async () => (await Promise.race([once(server, 'message'), exit]))[0]
      const readProcessorTime = () => {
        server.send('processor time')
        return readMessage()
      }
      servers.push({ ...choice, port: await readMessage(), makeRequest, readProcessorTime })
    }
    return await task(servers)
  } finally {
    for (const server of processes) server.kill()
  }
}

function failAtExit(server: ChildProcess): Promise<never> {
  return once(server, 'exit').then(([code]) => {
    throw new Error(`A server ended by itself, with ${code}`)
  })
}

/** Warms each server up, and gives it as many requests a round as it answers in the given time. */
export async function putUnderLoad(
  servers: readonly RunningServer[],
  connections: number,
  secondsPerRound: number,
): Promise<LoadedServer[]> {
  const loaded: LoadedServer[] = []
  for (const { side, workers, port, makeRequest, readProcessorTime } of servers) {
    const load = { port, connections, makeRequest }
    const requestsEach = await warmUp(load, secondsPerRound)
    const latencies: number[] = []
    const processorTimes: number[] = []
    const clientShares: number[] = []
    const run = async () => {
      const before = await readProcessorTime()
      const answers = await postRequests({ ...load, requestsEach })
      processorTimes.push(((await readProcessorTime()) - before) / answers.latencies.length)
      latencies.push(...answers.latencies)
      clientShares.push(answers.clientShare)
      return answers.rate
    }
    loaded.push({
      name: workers ? `${side}, ${workers}` : side,
      latencies,
      processorTimes,
      clientShares,
      run,
    })
  }
  return loaded
}

/** @returns how many requests over each connection make a round of the given length. */
async function warmUp(load: Omit<Load, 'requestsEach'>, secondsPerRound: number): Promise<number> {
  let requestsEach = 4
  for (let warmth = 0; warmth < WARM_UP_SECONDS; ) {
    const { rate, seconds } = await postRequests({ ...load, requestsEach })
    requestsEach = Math.max(4, Math.round((rate * secondsPerRound) / load.connections))
    warmth += seconds
  }
  return requestsEach
}

export function collectProcessorTimes(servers: readonly LoadedServer[]): Measurements {
  return new Map(servers.map(({ name, processorTimes }) => [name, processorTimes]))
}

export function poolLatencies(servers: readonly LoadedServer[]): Measurements {
  return new Map(servers.map(({ name, latencies }) => [name, latencies]))
}

/** How much of one core the client took in the busiest of all rounds. */
export function describeClient(servers: readonly LoadedServer[]): string {
  const share = Math.max(...servers.flatMap(({ clientShares }) => clientShares))
  return `The client took ${share.toFixed(2)} of one core in its busiest round.`
}
