import { createReceiver } from '@telnyx-call/core'
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
import type { Report } from './report.ts'
import { COST_COLUMNS, type Contender, describeCosts, measureInRounds, medianRatio } from './rounds.ts'
import { createNodeVerify, createVerifierByHand } from './verify-by-hand.ts'

const ROUNDS = 500
const WARM_UP_ROUNDS = 100
const REPETITIONS = 20

const VERIFY = 'crypto.verify alone'
const RECEIVE = 'receive(), nodeCrypto'
const RECEIVE_AND_SETTLE = 'receive() and settle, nodeCrypto'
const RECEIVE_SODIUM = 'receive(), sodium'
const BY_HAND = 'by hand: window, crypto.verify, URLSearchParams to an object'
const READ = 'picking and decoding the fields, typing, schema, freezing'
const PLATFORM_DECODE = 'URLSearchParams to an object'

/** `receive()` beside a bare verification of the same calls, in one process. */
export async function benchReceive(report: Report): Promise<void> {
  const { wholes, parts } = createContenders()
  await measureInRounds(wholes, WARM_UP_ROUNDS)
  const costs = await measureInRounds(wholes, ROUNDS)
  const partCosts = await measureInRounds(parts, ROUNDS)

  report.text(`## receive() beside crypto.verify

The specification's call, each time as a call of its own. crypto.verify gets the message, the signature and the prepared key
ready-made; receive() does everything from the request to the frozen, validated call, claimed in the memory store. Settling comes when
the answer has gone out. ${ROUNDS} rounds of ${REPETITIONS} calls of each in turn; the ratio is the median of the rounds' own ratios. The quietest
tenth of the rounds tells more where other work shares the machine.`)
  const rows = [RECEIVE, RECEIVE_AND_SETTLE, RECEIVE_SODIUM, BY_HAND, VERIFY]
  report.table(
    COST_COLUMNS,
    rows.map((name) => describeCosts(costs, name, VERIFY)),
  )
  report.text(`receive() with sodium is ${medianRatio(costs, RECEIVE, RECEIVE_SODIUM).toFixed(2)} times as fast as with nodeCrypto.

Parts of it, each on its own:`)
  report.table(
    COST_COLUMNS,
    [READ, PLATFORM_DECODE].map((name) => describeCosts(partCosts, name, PLATFORM_DECODE)),
  )
}

function createContenders(): { wholes: Contender[]; parts: Contender[] } {
  const keys = createTestKeys()
  const createReceiverWith = (engine: 'nodeCrypto' | 'sodium') =>
    createReceiver({ publicKey: keys.publicKey, engine })
  const receiver = createReceiverWith('nodeCrypto')
  const settlingReceiver = createReceiverWith('nodeCrypto')
  const sodiumReceiver = createReceiverWith('sodium')
  const verifyByHand = createVerifierByHand(createNodeVerify(keys.publicKey))
  const signRound = () => signCalls(keys, REPETITIONS)
  const createCalls = () => createRequests(keys, REPETITIONS)
  const createBodies = () => signRound().map(({ body }) => Buffer.from(body))
  const fieldPicker = new FieldPicker(fieldNames)

  const wholes = [
    createBareVerification(VERIFY, keys, signRound),
    createContender(RECEIVE, createCalls, (call) => receiveCall(receiver, call)),
    createContender(RECEIVE_AND_SETTLE, createCalls, (call) => receiveAndSettle(settlingReceiver, call)),
    createContender(RECEIVE_SODIUM, createCalls, (call) => receiveCall(sodiumReceiver, call)),
    createContender(
      BY_HAND,
      () => signRound().map(({ headers, body }) => ({ headers, body: Buffer.from(body) })),
      async ({ headers, body }) => Object.fromEntries(verifyByHand(headers, body) ?? []),
    ),
  ]
  const parts = [
    createContender(READ, createBodies, (body) => findSchemaErrors(readCall(fieldPicker.pick(body)))),
    createContender(PLATFORM_DECODE, createBodies, (body) =>
      Object.fromEntries(new URLSearchParams(body.toString())),
    ),
  ]
  return { wholes, parts }
}
