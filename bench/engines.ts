import { createVerifier, nodeCrypto, webCrypto } from '@telnyx-call/core/ed25519'
import { sodium } from '@telnyx-call/core/sodium'
import { tweetnacl } from '@telnyx-call/core/tweetnacl'
import type { Section } from './report.ts'
import { addTask, countRounds, createBench, formatCosts, measureInRounds } from './rounds.ts'
import { addReceiving, addVerification, createSigned, keys, VERIFY } from './tasks.ts'

const ROUNDS = countRounds(60)
const CALLS = 30

/** The engines, each with the verdict on signatures that engines disagree on. */
export async function compareEngines(): Promise<Section> {
  const bench = createBench(CALLS)
  addVerification(bench)
  for (const engine of [nodeCrypto, webCrypto, sodium, tweetnacl]) {
    const verifier = createVerifier(keys.publicKey, { engine })
    addTask(bench, engine.name, createSigned, ({ message, signature }) => verifier.verify(message, signature))
  }
  const costs = await measureInRounds(bench, ROUNDS)
  const receiving = createBench(CALLS)
  addVerification(receiving)
  for (const engine of [nodeCrypto, sodium]) addReceiving(receiving, `receive(), ${engine.name}`, { engine })
  const receivingCosts = await measureInRounds(receiving, ROUNDS)
  return {
    markdown: `## Engines

One verification of the specification's call by \`createVerifier\`, with each engine: the form of the signature is judged, then the equation.
In the second table, receive() and settling do all the rest as well. ${ROUNDS} rounds of ${CALLS} calls of each in turn.

${formatCosts(costs, VERIFY)}
${formatCosts(receivingCosts, VERIFY)}`,
  }
}
