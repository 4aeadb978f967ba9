import { sampleCall } from '@telnyx-call/testing'
import { formatTable, type Section } from './report.ts'
import {
  countRounds,
  createBench,
  findQuantile,
  findRatio,
  type Measurements,
  measureInRounds,
} from './rounds.ts'
import { addByHand, addReceiving, addVerification, BY_HAND, VERIFY } from './tasks.ts'

const SIZES_IN_KB = [1, 4, 16, 64]
const ROUNDS = countRounds(60)
const CALLS = 10

const RECEIVE = 'receive() and settle'

const URL_START = 'https://recordings.example/abc123.wav?'
const URL_PART = 'X-Amz-Credential=AKIA1234/20240115/us-east-1/s3&'

/** What `receive()` costs as bodies grow up to the limit. */
export async function compareBodySizes(): Promise<Section> {
  const costs: Measurements[] = []
  for (const size of SIZES_IN_KB) costs.push(await measureSize(size * 1024))
  const medians = (name: string) => costs.map((ofSize) => findQuantile(ofSize.get(name)))
  const slope = (name: string) => {
    const [smallest = 0, ...others] = medians(name)
    return (((others.at(-1) ?? 0) - smallest) / ((SIZES_IN_KB.at(-1) ?? 0) - (SIZES_IN_KB[0] ?? 0))).toFixed(
      2,
    )
  }
  return {
    markdown: `## Body size

receive() and settling of a call whose RecordingUrl, a presigned URL of plain and percent-encoded text, fills the body up to the size; 64 KB is the
default bodyLimit. crypto.verify alone gets message, signature and key ready-made. By hand is the window, the message put together,
crypto.verify and the form as an object. Median µs of ${ROUNDS} rounds of ${CALLS} calls of each in turn; a ratio is to crypto.verify of that size.

${formatTable(
  ['body, KB', VERIFY, RECEIVE, 'ratio', BY_HAND, 'ratio'],
  SIZES_IN_KB.map((size, index) => [
    String(size),
    ...[VERIFY, RECEIVE, BY_HAND].flatMap((name) => [
      (medians(name)[index] ?? Number.NaN).toFixed(0),
      ...(name === VERIFY ? [] : [findRatio(costs[index] ?? new Map(), name, VERIFY).toFixed(2)]),
    ]),
  ]),
)}
Each further KB costs receive() ${slope(RECEIVE)} µs, and ${slope(BY_HAND)} µs by hand, of which verification is ${slope(VERIFY)} µs.
`,
  }
}

function measureSize(bytes: number): Promise<Measurements> {
  const bench = createBench(CALLS)
  const call = createCallOfSize(bytes)
  addVerification(bench, call)
  addReceiving(bench, RECEIVE, {}, call)
  addByHand(bench, call)
  return measureInRounds(bench, ROUNDS, ROUNDS)
}

/** A call whose form has so many bytes, or a few less. */
function createCallOfSize(bytes: number): Record<string, string> {
  const fill = (length: number) => {
    const parts = URL_PART.repeat(Math.ceil(length / URL_PART.length)).slice(0, length)
    return sampleCall('minimal', { RecordingUrl: URL_START + parts, SequenceNumber: '000000' })
  }
  let length = bytes
  const exceeds = () => String(new URLSearchParams(fill(length))).length - bytes
  while (exceeds() > 0) length -= Math.ceil(exceeds() / 3)
  return fill(length)
}
