import autocannon, { type Options, type Request, type Result } from 'autocannon'
import { findQuantile } from './rounds.ts'

/** What a load found. */
export interface LoadResult {
  readonly requestsPerSecond: number
  readonly p99Ms: number
  /** How much of one core this process took. Near 1, the client would be what is measured. */
  readonly clientShare: number
}

/**
 * Posts so many requests over each connection, one on its way at a time, all of them made before the first is sent.
 *
 * @throws Error on any answer but the handler's, with the answer's text.
 */
export async function postRequests(
  port: number,
  connections: number,
  requestsEach: number,
  makeRequest: () => Request,
): Promise<LoadResult> {
  const latencies: number[] = []
  let [startedAt, endedAt, wrongAnswer] = [0, 0, '']
  let processorTime = process.cpuUsage()
  const options: Options = {
    url: `http://127.0.0.1:${port}`,
    connections,
    amount: connections * requestsEach,
    bailout: 1,
    // It ends at the end of a sample.
    sampleInt: 10,
    setupClient: (client) => client.setRequests(Array.from({ length: requestsEach }, makeRequest)),
    verifyBody(body) {
      const isHandled = String(body).endsWith(' handled')
      if (!isHandled) wrongAnswer ||= String(body)
      return isHandled
    },
  }
  const { errors, mismatches } = await new Promise<Result>((resolve, reject) => {
    autocannon(options, (error, result) => (error ? reject(error) : resolve(result))).on(
      'response',
      (_client, _status, _bytes, latency) => {
        endedAt = performance.now()
        if (startedAt === 0) [startedAt, processorTime] = [endedAt, process.cpuUsage()]
        latencies.push(latency)
      },
    )
  })
  if (errors + mismatches > 0) throw new Error(`The load failed: ${wrongAnswer || `${errors} errors`}`)
  const { user, system } = process.cpuUsage(processorTime)
  const seconds = (endedAt - startedAt) / 1000
  return {
    requestsPerSecond: latencies.length / seconds,
    p99Ms: findQuantile(latencies, 0.99),
    clientShare: (user + system) / 1e6 / seconds,
  }
}
