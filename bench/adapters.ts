import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createTestKeys } from '@telnyx-call/testing'
import { createRequestMaker, measureRate } from './load.ts'
import type { Report } from './report.ts'
import { measureInRounds, medianRatio, quantile } from './rounds.ts'
import type { Framework, Side } from './servers/index.ts'

const SERVER = fileURLToPath(new URL('./servers/index.ts', import.meta.url))
const ROUNDS = 40
const ROUND_MILLISECONDS = 300
const WARM_UP_MILLISECONDS = 1000

/** Part two: each adapter beside a hand-written handler of the same framework, over loopback sockets. */
export async function benchAdapters(report: Report): Promise<void> {
  const rows: string[][] = []
  for (const framework of ['fastify', 'koa', 'express'] as const) rows.push(await compareSides(framework))

  report.text(`## Adapters beside hand-written handlers

Both sides read the body, check the window, verify with node:crypto and a prepared key, decode the form and answer 200.
The adapter also judges method, content type, encoding, size and header formats, validates 38 fields, types and freezes
the call, and claims and settles the delivery; the hand-written handler leaves all of that out.
${ROUNDS} rounds of ${ROUND_MILLISECONDS} ms for each side in turn; a ratio of 1 is as many requests per second as by hand.
`)
  report.table(['framework', 'ratio', 'adapter, requests/s', 'by hand, requests/s'], rows)
}

async function compareSides(framework: Framework): Promise<string[]> {
  const keys = createTestKeys()
  const makeRequest = createRequestMaker(keys)
  const servers: ChildProcess[] = []
  const prepare = async (side: Side) => {
    const server = fork(SERVER, [framework, side, keys.publicKey])
    servers.push(server)
    const [port] = await once(server, 'message')
    await measureRate(port, makeRequest, WARM_UP_MILLISECONDS)
    return { name: side, run: () => measureRate(port, makeRequest, ROUND_MILLISECONDS) }
  }
  try {
    const rates = await measureInRounds([await prepare('withAdapter'), await prepare('byHand')], ROUNDS)
    const adapter = quantile(rates, 'withAdapter', 0.5)
    const byHand = quantile(rates, 'byHand', 0.5)
    return [
      framework,
      medianRatio(rates, 'withAdapter', 'byHand').toFixed(2),
      adapter.toFixed(0),
      byHand.toFixed(0),
    ]
  } finally {
    for (const server of servers) server.kill()
  }
}
