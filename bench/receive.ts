import { verify } from 'node:crypto'
import { createReceiver } from '@telnyx-call/core'
import { createTestKeys, signedRequest } from '@telnyx-call/testing'
import { findSchemaErrors, readCall } from '../packages/core/src/call.ts'
import { decodeForm } from '../packages/core/src/form.ts'
import { createContender, createRequests, receiveAndSettle } from './calls.ts'
import type { Report } from './report.ts'
import { COST_COLUMNS, type Contender, describeCosts, measureInRounds } from './rounds.ts'
import { prepareKey } from './verify-by-hand.ts'

const ROUNDS = 500
const WARM_UP_ROUNDS = 100
const REPETITIONS = 20

const VERIFY = 'crypto.verify alone'
const RECEIVE = 'receive()'
const BY_HAND = 'crypto.verify, then URLSearchParams to an object'
const DECODE = 'decoding the form'
const PLATFORM_DECODE = 'URLSearchParams to an object'
const READ_CALL = 'typing, schema, freezing'

/** Part one: `receive()` beside a bare verification of the same bytes, in one process. */
export async function benchReceive(report: Report): Promise<void> {
  const { wholes, parts } = createContenders()
  await measureInRounds(wholes, WARM_UP_ROUNDS)
  const costs = await measureInRounds(wholes, ROUNDS)
  const partCosts = await measureInRounds(parts, ROUNDS)

  report.text(`## receive() beside crypto.verify

The specification's call, ${signedRequest({ keys: createTestKeys() }).body.length} bytes. crypto.verify gets the message, the signature and the prepared key ready-made; receive()
does everything from the request to the frozen, validated call, claimed in the memory store and settled. ${ROUNDS} rounds of each in
turn; the ratio is the median of the rounds' own ratios. The quietest tenth of the rounds tells more where other work shares the
machine.
`)
  const rows = [RECEIVE, BY_HAND, VERIFY].map((name) => describeCosts(costs, name, VERIFY))
  report.table(COST_COLUMNS, rows)

  report.text('Parts of it, each on its own in a hot loop:')
  const partRows = [DECODE, PLATFORM_DECODE, READ_CALL].map((name) =>
    describeCosts(partCosts, name, PLATFORM_DECODE),
  )
  report.table(COST_COLUMNS, partRows)
}

function createContenders(): { wholes: Contender[]; parts: Contender[] } {
  const keys = createTestKeys()
  const { headers, body: text } = signedRequest({ keys })
  const body = Buffer.from(text)
  const form = decodeForm(body)
  const receiver = createReceiver({ publicKey: keys.publicKey, engine: 'nodeCrypto' })
  const requests = createRequests(keys, (ROUNDS + WARM_UP_ROUNDS) * REPETITIONS)

  const key = prepareKey(keys.publicKey)
  const message = Buffer.from(`${headers['telnyx-timestamp']}|${text}`)
  const signature = Buffer.from(headers['telnyx-signature-ed25519'] ?? '', 'base64')
  const parseForm = () => Object.fromEntries(new URLSearchParams(body.toString()))

  const wholes = [
    createContender(VERIFY, REPETITIONS, async () => verify(null, message, key, signature)),
    createContender(RECEIVE, REPETITIONS, () => receiveAndSettle(receiver, requests.pop())),
    createContender(BY_HAND, REPETITIONS, async () => verify(null, message, key, signature) && parseForm()),
  ]
  const parts = [
    createContender(DECODE, 100, () => decodeForm(body)),
    createContender(PLATFORM_DECODE, 100, parseForm),
    createContender(READ_CALL, 100, () => findSchemaErrors(readCall(form))),
  ]
  return { wholes, parts }
}
