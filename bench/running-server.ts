import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type LoadResult, postRequests } from './load.ts'
import { isQuick } from './rounds.ts'
import { createRequestMaker, SIDES } from './sides.ts'

const SERVER = fileURLToPath(new URL('./servers/index.ts', import.meta.url))
const CONNECTIONS = 16
const SECONDS_PER_ROUND = isQuick ? 0.05 : 0.25

/** What a round of requests to a server measured. */
export interface Round extends LoadResult {
  /** Microseconds of the server's processor time for a request, all its threads together. */
  readonly processorTimeUs: number
}

/** A server at work in a process of its own, warmed up. */
export interface RunningServer {
  readonly side: string
  measureRound(): Promise<Round>
  end(): void
}

export async function startServer(framework: string, side: string): Promise<RunningServer> {
  const { [side]: chosen } = SIDES
  if (!chosen) throw new Error(`There is no side ${side}`)
  const keys = chosen.createKeys()
  const makeRequest = createRequestMaker(chosen, keys)
  const server = fork(SERVER, [framework, side, keys.key])
  const exit = once(server, 'exit').then(() => Promise.reject(new Error('A server ended by itself')))
  exit.catch(() => {})
  const readNumber = async () => (await Promise.race([once(server, 'message'), exit]))[0]
  const readProcessorTime = () => {
    server.send('processor time')
    return readNumber()
  }
  const port = await readNumber()
  let requestsEach = 20
  const measureRound = async () => {
    const before = await readProcessorTime()
    const result = await postRequests(port, CONNECTIONS, requestsEach, makeRequest)
    const processorTimeUs = ((await readProcessorTime()) - before) / (requestsEach * CONNECTIONS)
    return { ...result, processorTimeUs }
  }
  for (let warmUps = 0; warmUps < 3; warmUps++) {
    const { requestsPerSecond } = await measureRound()
    requestsEach = Math.ceil((requestsPerSecond * SECONDS_PER_ROUND) / CONNECTIONS)
  }
  return { side, measureRound, end: () => server.kill() }
}
