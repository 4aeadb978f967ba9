import autocannon, { type Client, type Options, type Request } from 'autocannon'

/** Makes the next request, signed at this moment and like no other. */
export type MakeRequest = () => Request

/** Requests to a server: so many over each connection, one on its way at a time. */
export interface Load {
  readonly port: number
  readonly connections: number
  readonly requestsEach: number
  readonly makeRequest: MakeRequest
}

/** What a load found since all its connections were there. */
export interface Answers {
  /** Requests per second. */
  readonly rate: number
  readonly seconds: number
  /** How long each answer took, in milliseconds. */
  readonly latencies: readonly number[]
  /** How much of one core this process took. Near 1, the client would be what is measured. */
  readonly clientShare: number
}

/**
 * Posts what is all signed before the first of it is sent.
 *
 * @throws Error on any answer but 200 from the handler, with the answer's text.
 */
export async function postRequests(load: Load): Promise<Answers> {
  const { port, connections, requestsEach, makeRequest } = load
  const tally = new Tally(load)
  const options: Options = {
    url: `http://127.0.0.1:${port}`,
    connections,
    amount: connections * (1 + requestsEach),
    bailout: 1,
    // It ends at the end of a sample.
    sampleInt: 10,
    setupClient(client) {
      // Servers answer the first one when all connections are there. Under load, Node is slow to accept more of them.
      const requests = Array.from({ length: requestsEach }, makeRequest)
      client.setRequests([{ method: 'GET' }, ...requests])
    },
    verifyBody: (body) => tally.judge(String(body)),
  }
  await new Promise<void>((resolve, reject) => {
    autocannon(options, (error) => (error ? reject(error) : resolve()))
      .on('response', (client, status, _bytes, latency) => tally.count(client, status, latency))
      .on('reqError', (error: Error) => tally.fail(error.message))
  })
  return tally.finish()
}

class Tally {
  readonly #load: Load
  readonly #clients = new Set<Client>()
  readonly #latencies: number[] = []
  #answered = 0
  #status = 0
  #failure: string | undefined
  #began = 0
  #seconds = 0
  #processor = process.cpuUsage()

  constructor(load: Load) {
    this.#load = load
  }

  count(client: Client, status: number, latency: number): void {
    const { connections, requestsEach } = this.#load
    this.#answered++
    this.#status = status
    if (this.#clients.size === connections) this.#latencies.push(latency)
    else if (this.#clients.add(client).size === connections) this.#begin()
    if (this.#answered === connections * (1 + requestsEach)) this.#end()
  }

  /** Follows on `count` for each answer. */
  judge(body: string): boolean {
    if (this.#status === 200 && body.endsWith(' handled')) return true
    this.fail(`${this.#status} ${body}`)
    return false
  }

  fail(reason: string): void {
    this.#failure ??= reason
  }

  finish(): Answers {
    if (this.#failure !== undefined) throw new Error(`The load failed: ${this.#failure}`)
    if (this.#seconds === 0) throw new Error(`The server answered ${this.#answered} times and no more`)
    return {
      rate: this.#latencies.length / this.#seconds,
      seconds: this.#seconds,
      latencies: this.#latencies,
      clientShare: (this.#processor.user + this.#processor.system) / 1e6 / this.#seconds,
    }
  }

  #begin(): void {
    this.#began = performance.now()
    this.#processor = process.cpuUsage()
  }

  #end(): void {
    this.#seconds = (performance.now() - this.#began) / 1000
    this.#processor = process.cpuUsage(this.#processor)
  }
}
