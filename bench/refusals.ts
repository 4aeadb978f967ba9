import { createReceiver } from '@telnyx-call/core'
import { createTestKeys, type TestKeys } from '@telnyx-call/testing'
import { createBareVerification, createContender, signCalls } from './calls.ts'
import { IN_FLIGHT, measureFlood, type Residue } from './flood.ts'
import { JUNK, JunkSender } from './junk.ts'
import type { Report } from './report.ts'
import { type Measurements, measureInRounds, medianRatio, quantile } from './rounds.ts'
import { createNodeVerify } from './verify-by-hand.ts'

const ROUNDS = 100
const WARM_UP_ROUNDS = 20
const REPETITIONS = 100
const FLOOD = 200_000

const VERIFY = 'crypto.verify alone'
const BODY_THERE = 'body there'
const BODY_TO_READ = 'body to be read'

/** What it costs to refuse junk, and what a flood of it leaves behind. */
export async function benchRefusals(report: Report): Promise<void> {
  const costs = await measureCosts()
  const residues = await Promise.all(Object.keys(JUNK).map((kind) => measureFlood(kind, FLOOD)))
  report.text(`## Refusals

One request at a time through receive(), made before it is measured: ${REPETITIONS} of a kind in each of ${ROUNDS} rounds, beside
crypto.verify of the specification's call with message, signature and key ready-made. The body is in the request, or a function is to read
it, which the bench has counted: it was never called for what is refused before the signature is verified. A signature of random
bytes has S below the order of the group in one case of sixteen, and only then an equation to verify. One by another key is
sound, and costs what a genuine one does.

Heap and handles are those of a process of its own before and after ${FLOOD.toLocaleString('en')} of the kind, ${IN_FLIGHT} in flight,
through one receiver, with all garbage collected. Some 100 KB come and go with the code that the runtime compiles; a leak of one pointer per
request would be 1,600 KB.
`)
  report.table(
    [
      'refused',
      'code',
      `share of ${VERIFY}, ${BODY_THERE}`,
      `the same, ${BODY_TO_READ}`,
      'refusals/s',
      'body',
      'heap, KB more',
      'handles more',
    ],
    Object.keys(JUNK).map((kind, index) => describeKind(kind, costs, residues[index])),
  )
}

async function measureCosts(): Promise<Measurements> {
  const keys = createTestKeys()
  const senders = createSenders(keys)
  const contenders = [
    createBareVerification(VERIFY, createNodeVerify(keys.publicKey), () => signCalls(keys, REPETITIONS)),
    ...[...senders].map(([name, sender]) =>
      createContender(
        name,
        () => new Array<JunkSender>(REPETITIONS).fill(sender),
        (junk) => junk.send(),
      ),
    ),
  ]
  await measureInRounds(contenders, WARM_UP_ROUNDS)
  const costs = await measureInRounds(contenders, ROUNDS)
  for (const sender of senders.values()) sender.assertBodyReads()
  return costs
}

function createSenders(keys: TestKeys): ReadonlyMap<string, JunkSender> {
  const receiver = createReceiver({ publicKey: keys.publicKey, engine: 'nodeCrypto' })
  return new Map(
    Object.entries(JUNK).flatMap(([kind, junk]) => [
      [`${kind}, ${BODY_THERE}`, new JunkSender(receiver, keys, junk, true)],
      [`${kind}, ${BODY_TO_READ}`, new JunkSender(receiver, keys, junk, false)],
    ]),
  )
}

function describeKind(kind: string, costs: Measurements, residue: Residue | undefined): string[] {
  const share = (form: string) => `${(medianRatio(costs, `${kind}, ${form}`, VERIFY) * 100).toFixed(1)} %`
  return [
    kind,
    JUNK[kind]?.code ?? '',
    share(BODY_THERE),
    share(BODY_TO_READ),
    (1e6 / quantile(costs, `${kind}, ${BODY_THERE}`, 0.5)).toFixed(0),
    JUNK[kind]?.needsBody ? 'read' : 'never read',
    ((residue?.heapBytes ?? Number.NaN) / 1000).toFixed(0),
    String(residue?.activeResources),
  ]
}
