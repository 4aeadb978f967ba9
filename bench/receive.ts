import { createReceiver } from '@telnyx-call/core'
import type { EngineChoice } from '@telnyx-call/core/ed25519'
import { sodium } from '@telnyx-call/core/sodium'
import { createTestKeys } from '@telnyx-call/testing'
import { BodyReader } from '../packages/core/src/events/body-reading.ts'
import {
  createBareVerification,
  createContender,
  createRequests,
  receiveAndSettle,
  signCalls,
} from './calls.ts'
import { isChild, serveRounds, startContender } from './child.ts'
import type { Report } from './report.ts'
import {
  COST_COLUMNS,
  type Contender,
  describeCosts,
  type Measurements,
  measureInRounds,
  medianRatio,
} from './rounds.ts'
import { createNodeVerify, createVerifierByHand, type Verify } from './verify-by-hand.ts'

const ROUNDS = 150
const WARM_UP_ROUNDS = 40
const REPETITIONS = 100

const VERIFY = 'crypto.verify alone'
const VERIFY_SODIUM = 'sodium-native alone'
const RECEIVE = 'receive() and settle, nodeCrypto'
const RECEIVE_SODIUM = 'receive() and settle, sodium'
const BY_HAND = 'by hand: window, crypto.verify, URLSearchParams to an object'
const READ = 'picking and decoding the fields, typing, schema, freezing'
const PLATFORM_DECODE = 'URLSearchParams to an object'

type CreateContender = (name: string) => Contender

const keys = createTestKeys()
const signRound = () => signCalls(keys, REPETITIONS)
const createBodies = () => signRound().map(({ body }) => Buffer.from(body))

const WHOLES: Readonly<Record<string, CreateContender>> = {
  [VERIFY]: (name) => createBareVerification(name, createNodeVerify(keys.publicKey), signRound),
  [RECEIVE]: (name) => createReceiving(name, 'nodeCrypto'),
  [VERIFY_SODIUM]: (name) => createBareVerification(name, createSodiumVerify(), signRound),
  [RECEIVE_SODIUM]: (name) => createReceiving(name, sodium),
  [BY_HAND]: createVerificationByHand,
}
const PARTS: Readonly<Record<string, CreateContender>> = {
  [READ]: createReading,
  [PLATFORM_DECODE]: (name) =>
    createContender(name, createBodies, (body) => Object.fromEntries(new URLSearchParams(body.toString()))),
}

/** `receive()` beside a bare verification of the same calls. */
export async function benchReceive(report: Report): Promise<void> {
  const costs = await measureInProcesses(WHOLES)
  report.text(`## receive() beside crypto.verify

The specification's call, each time as a call of its own. crypto.verify gets the message, the signature and the prepared key
ready-made, and so does sodium-native; receive() does everything from the request to the frozen, validated call, claimed in the memory
store, and settling ends the claim when the answer has gone out. Every contender has a process of its own. ${ROUNDS} rounds of ${REPETITIONS} calls of each in turn; the ratio is the
median of the rounds' own ratios. The quietest tenth of the rounds tells more where other work shares the machine.`)
  report.table(
    COST_COLUMNS,
    Object.keys(WHOLES).map((name) => describeCosts(costs, name, VERIFY)),
  )
  const gain = medianRatio(costs, RECEIVE, RECEIVE_SODIUM).toFixed(2)
  report.text(
    `receive() and settling with sodium is ${gain} times as fast as with nodeCrypto; sodium-native alone is ${medianRatio(costs, VERIFY, VERIFY_SODIUM).toFixed(2)} times as
fast as crypto.verify. Parts of it, each on its own:`,
  )
  const partCosts = await measureInProcesses(PARTS)
  report.table(
    COST_COLUMNS,
    Object.keys(PARTS).map((name) => describeCosts(partCosts, name, PLATFORM_DECODE)),
  )
}

async function measureInProcesses(
  contenders: Readonly<Record<string, CreateContender>>,
): Promise<Measurements> {
  const children = Object.keys(contenders).map((name) => startContender(import.meta.url, name))
  try {
    await measureInRounds(children, WARM_UP_ROUNDS)
    return await measureInRounds(children, ROUNDS)
  } finally {
    for (const child of children) child.end()
  }
}

function createReceiving(name: string, engine: EngineChoice): Contender {
  const receiver = createReceiver({ publicKey: keys.publicKey, engine })
  return createContender(
    name,
    () => createRequests(keys, REPETITIONS),
    (call) => receiveAndSettle(receiver, call),
  )
}

function createSodiumVerify(): Verify {
  const key = sodium.prepareKey(Buffer.from(keys.publicKey, 'base64'))
  return (message, signature) => sodium.verify(key, message, signature) === true
}

function createVerificationByHand(name: string): Contender {
  const verifyByHand = createVerifierByHand(createNodeVerify(keys.publicKey))
  return createContender(
    name,
    () => signRound().map(({ headers, body }) => ({ headers, body: Buffer.from(body) })),
    async ({ headers, body }) => Object.fromEntries(verifyByHand(headers, body) ?? []),
  )
}

function createReading(name: string): Contender {
  const reader = new BodyReader()
  return createContender(name, createBodies, (body) => reader.read(body))
}

if (isChild(import.meta.url)) {
  const name = process.argv[2] ?? ''
  const create = WHOLES[name] ?? PARTS[name]
  if (!create) throw new Error(`There is no contender ${name}`)
  serveRounds(create(name))
}
