import type { EngineChoice } from '@telnyx-call/core'
import { createReceiver } from '@telnyx-call/core'
import { sodium } from '@telnyx-call/core/sodium'
import { createTestKeys, sampleCall } from '@telnyx-call/testing'
import {
  createBareVerification,
  createContender,
  receiveAndSettle,
  signCalls,
  toWebhookRequest,
} from './calls.ts'
import { createLineChart, type Point } from './line-chart.ts'
import type { Report } from './report.ts'
import { type Contender, type Measurements, measureInRounds, medianRatio, quantile } from './rounds.ts'
import { createNodeVerify, createVerifierByHand } from './verify-by-hand.ts'

const SIZES_IN_KB = [1, 2, 4, 8, 16, 32, 64]
const ROUNDS = 60
const WARM_UP_ROUNDS = 10
const REPETITIONS = 10

const VERIFY = 'crypto.verify alone'
const BY_HAND = 'crypto.verify, then URLSearchParams'
const NODE_CRYPTO = 'receive(), node:crypto'
const SODIUM = 'receive(), sodium'

const URL_START = 'https://recordings.example/abc123.wav?'
const URL_PART = 'X-Amz-Credential=AKIA1234/20240115/us-east-1/s3&'

/** What `receive()` costs as bodies grow up to the limit. */
export async function benchBodySize(report: Report): Promise<void> {
  const rows: string[][] = []
  const points: Point[] = []
  for (const size of SIZES_IN_KB) {
    const costs = await measureSize(size * 1024)
    rows.push(describeSize(size, costs))
    points.push(...[...costs.keys()].map((series) => ({ series, x: size, y: quantile(costs, series, 0.5) })))
  }
  report.text(`## Body size

receive() and settling of a call whose RecordingUrl, a presigned URL of plain and percent-encoded text, fills the body up to the size;
64 KB is the default bodyLimit. crypto.verify alone gets message, signature and key ready-made. By hand is the window, the message put
together, crypto.verify and URLSearchParams, which decodes the form and neither judges, types nor claims the call. Every
run is over a body of its own. Median µs of ${ROUNDS} rounds of each in turn; a ratio of 1 is as long as crypto.verify of that size.
`)
  report.table(
    [
      'body, KB',
      ...[NODE_CRYPTO, SODIUM, BY_HAND].map((name) => `ratio, ${name}`),
      ...[NODE_CRYPTO, SODIUM, BY_HAND, VERIFY].map((name) => `µs, ${name}`),
    ],
    rows,
  )
  const [smallest, largest] = [SIZES_IN_KB[0] ?? 0, SIZES_IN_KB.at(-1) ?? 0]
  const slopes = [NODE_CRYPTO, BY_HAND].map((name) => {
    const ends = points.filter(({ series, x }) => series === name && (x === smallest || x === largest))
    return ((ends.at(-1)?.y ?? 0) - (ends[0]?.y ?? 0)) / (largest - smallest)
  })
  report.text(
    `Each further KB costs receive() ${slopes[0]?.toFixed(2)} µs with node:crypto, and ${slopes[1]?.toFixed(2)} µs by hand, verification included.`,
  )
  await report.plot(
    'body-size',
    'Microseconds for one call over the size of its body, one line for each contender',
    createLineChart(points, 'body, KB', 'µs'),
  )
}

async function measureSize(bytes: number): Promise<Measurements> {
  const contenders = createContenders(bytes)
  await measureInRounds(contenders, WARM_UP_ROUNDS)
  return measureInRounds(contenders, ROUNDS)
}

function createContenders(bytes: number): Contender[] {
  const keys = createTestKeys()
  const call = createCallOfSize(bytes)
  const signRound = () => signCalls(keys, REPETITIONS, call)
  const verifyByHand = createVerifierByHand(createNodeVerify(keys.publicKey))
  const receiveWith = (name: string, engine: EngineChoice) => {
    const receiver = createReceiver({ publicKey: keys.publicKey, engine })
    return createContender(
      name,
      () => signRound().map(toWebhookRequest),
      (request) => receiveAndSettle(receiver, request),
    )
  }
  return [
    createBareVerification(VERIFY, createNodeVerify(keys.publicKey), signRound),
    createContender(
      BY_HAND,
      () => signRound().map(({ headers, body }) => ({ headers, body: Buffer.from(body) })),
      async ({ headers, body }) => verifyByHand(headers, body),
    ),
    receiveWith(NODE_CRYPTO, 'nodeCrypto'),
    receiveWith(SODIUM, sodium),
  ]
}

/** A call whose form has so many bytes, or a few less. */
function createCallOfSize(bytes: number): Record<string, string> {
  const call = sampleCall('minimal', { RecordingUrl: URL_START, SequenceNumber: '000' })
  const missing = bytes - measureForm(call)
  const parts = URL_PART.repeat(Math.ceil(missing / URL_PART.length))
  let end = Math.floor((missing * URL_PART.length) / measureForm({ '': URL_PART }))
  const fill = (length: number) => ({ ...call, RecordingUrl: URL_START + parts.slice(0, length) })
  while (measureForm(fill(end)) > bytes) end--
  return fill(end)
}

function measureForm(fields: Record<string, string>): number {
  return String(new URLSearchParams(fields)).length
}

function describeSize(size: number, costs: Measurements): string[] {
  return [
    String(size),
    ...[NODE_CRYPTO, SODIUM, BY_HAND].map((name) => medianRatio(costs, name, VERIFY).toFixed(2)),
    ...[NODE_CRYPTO, SODIUM, BY_HAND, VERIFY].map((name) => quantile(costs, name, 0.5).toFixed(0)),
  ]
}
