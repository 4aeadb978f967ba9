import { readTelnyxEvent } from '@telnyx-call/core'
import { telnyxCall } from '@telnyx-call/fetch'
import { BodyReader } from '../packages/core/src/events/body-reading.ts'
import { createVerifierByHand } from './by-hand.ts'
import type { Section } from './report.ts'
import { addTask, countRounds, createBench, formatCosts, measureInRounds } from './rounds.ts'
import { addByHand, addReceiving, addVerification, BY_HAND, keys, signCall, VERIFY } from './tasks.ts'

const ROUNDS = countRounds(150)
const CALLS = 100

const DECODE = 'URLSearchParams to an object'

/** `receive()` beside a bare verification of the same calls. */
export async function compareReceive(): Promise<Section> {
  const costs = await measureInRounds(benchReceive(), ROUNDS)
  const fetchCosts = await measureInRounds(benchFetch(), ROUNDS)
  const readingCosts = await measureInRounds(benchReading(), ROUNDS)
  return {
    markdown: `## receive() beside crypto.verify

The specification's call, each time as a call of its own. crypto.verify alone gets the message, the signature and the prepared key
ready-made. receive() does everything from the request to the frozen, validated call, claimed in the guard's memory, and settling ends
the claim. By hand is the window, the message put together, crypto.verify and the form as an object. ${ROUNDS} rounds of ${CALLS} calls of each in
turn; a ratio is the median of the rounds' own ratios.

${formatCosts(costs, VERIFY)}
The same with a \`Request\` that becomes a \`Response\`, as the hosts of @telnyx-call/fetch have it:

${formatCosts(fetchCosts, VERIFY)}
Reading an authentic body, without the rest: the short way of ended calls (picking the fields out of the bytes, typing, schema, freezing), the rules that
every other event is read by, and what the platform takes to decode the form.

${formatCosts(readingCosts, DECODE)}`,
  }
}

function benchReceive() {
  const bench = createBench(CALLS)
  addVerification(bench)
  addReceiving(bench, 'receive() and settle')
  addByHand(bench)
  return bench
}

function benchFetch() {
  const bench = createBench(CALLS)
  const receiveCall = telnyxCall({ publicKey: keys.publicKey }, () => {})
  const verifyByHand = createVerifierByHand(keys.publicKey)
  const createInput = () => new Request('https://host.example/', signCall())
  addVerification(bench)
  addTask(bench, 'the fetch adapter', createInput, (request) => receiveCall(request))
  addTask(bench, BY_HAND, createInput, async (request) => {
    const body = Buffer.from(await request.arrayBuffer())
    const form = verifyByHand(Object.fromEntries(request.headers), body)
    return new Response(null, { status: form ? 200 : 403 })
  })
  return bench
}

function benchReading() {
  const bench = createBench(CALLS)
  const reader = new BodyReader()
  const createBody = () => Buffer.from(signCall().body)
  addTask(bench, 'an ended call, the short way', createBody, (body) => reader.read(body))
  addTask(bench, 'the same by the rules', createBody, (body) => readTelnyxEvent(body))
  addTask(bench, DECODE, createBody, (body) => Object.fromEntries(new URLSearchParams(body.toString())))
  return bench
}
