import { createReceiver, type Receiver, type WebhookRequest } from '@telnyx-call/core'
import { createTestKeys } from '@telnyx-call/testing'
import { findSchemaErrors, readCall } from '../packages/core/src/call.ts'
import { FieldPicker } from '../packages/core/src/form.ts'
import { fieldNames } from '../packages/core/src/generated/sent-call.ts'
import {
  createBareVerification,
  createContender,
  createRequests,
  receiveAndSettle,
  receiveCall,
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
import { createNodeVerify, createVerifierByHand } from './verify-by-hand.ts'

const ROUNDS = 150
const WARM_UP_ROUNDS = 40
const REPETITIONS = 100

const VERIFY = 'crypto.verify alone'
const RECEIVE = 'receive(), nodeCrypto'
const RECEIVE_AND_SETTLE = 'receive() and settle, nodeCrypto'
const RECEIVE_SODIUM = 'receive(), sodium'
const BY_HAND = 'by hand: window, crypto.verify, URLSearchParams to an object'
const READ = 'picking and decoding the fields, typing, schema, freezing'
const PLATFORM_DECODE = 'URLSearchParams to an object'

type CreateContender = (name: string) => Contender

const keys = createTestKeys()
const signRound = () => signCalls(keys, REPETITIONS)
const createBodies = () => signRound().map(({ body }) => Buffer.from(body))

const WHOLES: Readonly<Record<string, CreateContender>> = {
  [VERIFY]: (name) => createBareVerification(name, keys, signRound),
  [RECEIVE]: (name) => createReceiving(name, 'nodeCrypto', receiveCall),
  [RECEIVE_AND_SETTLE]: (name) => createReceiving(name, 'nodeCrypto', receiveAndSettle),
  [RECEIVE_SODIUM]: (name) => createReceiving(name, 'sodium', receiveCall),
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
ready-made; receive() does everything from the request to the frozen, validated call, claimed in the memory store. Settling comes when
the answer has gone out. Every contender has a process of its own. ${ROUNDS} rounds of ${REPETITIONS} calls of each in turn; the ratio is the
median of the rounds' own ratios. The quietest tenth of the rounds tells more where other work shares the machine.`)
  report.table(
    COST_COLUMNS,
    Object.keys(WHOLES).map((name) => describeCosts(costs, name, VERIFY)),
  )
  const gain = medianRatio(costs, RECEIVE, RECEIVE_SODIUM).toFixed(2)
  report.text(
    `receive() with sodium is ${gain} times as fast as with nodeCrypto. Parts of it, each on its own:`,
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

function createReceiving(
  name: string,
  engine: 'nodeCrypto' | 'sodium',
  task: (receiver: Receiver, call: WebhookRequest) => Promise<unknown>,
): Contender {
  const receiver = createReceiver({ publicKey: keys.publicKey, engine })
  return createContender(
    name,
    () => createRequests(keys, REPETITIONS),
    (call) => task(receiver, call),
  )
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
  const fieldPicker = new FieldPicker(fieldNames)
  return createContender(name, createBodies, (body) => findSchemaErrors(readCall(fieldPicker.pick(body))))
}

if (isChild(import.meta.url)) {
  const name = process.argv[2] ?? ''
  const create = WHOLES[name] ?? PARTS[name]
  if (!create) throw new Error(`There is no contender ${name}`)
  serveRounds(create(name))
}
