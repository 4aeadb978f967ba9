import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Receiver, WebhookRequest } from '@telnyx-call/core'
import { type SignedRequest, sampleCall, signedRequest, type TestKeys } from '@telnyx-call/testing'
import type { Contender } from './rounds.ts'
import type { Verify } from './verify-by-hand.ts'

let callCount = 0

/** Signs a call so many times, each a call of its own: a copy would be acknowledged and not received. */
export function signCalls(keys: TestKeys, count: number, call = sampleCall()): SignedRequest[] {
  return Array.from({ length: count }, () =>
    signedRequest({ keys, fields: { ...call, SequenceNumber: String(callCount++) } }),
  )
}

/** What a host would hand in for it, with the body read. */
export function toWebhookRequest({ method, headers, body }: SignedRequest): WebhookRequest {
  return { method, header: (name) => headers[name], body: Buffer.from(body) }
}

/** The specification's call so many times, signed and ready to be received. */
export function createRequests(keys: TestKeys, count: number): WebhookRequest[] {
  return signCalls(keys, count).map(toWebhookRequest)
}

/** The whole way of a call whose handler does nothing. */
export async function receiveAndSettle(receiver: Receiver, request: WebhookRequest): Promise<void> {
  const reception = await receiver.receive(request)
  if (reception.outcome !== 'accepted') throw new Error(`not accepted but ${reception.outcome}`)
  await reception.settle({ status: 200 })
}

/** Measures microseconds for a verification that gets message, signature and prepared key ready-made. */
export function createBareVerification(
  name: string,
  verify: Verify,
  signCalls: () => readonly SignedRequest[],
): Contender {
  const createInputs = () =>
    signCalls().map(({ headers, body }) => ({
      message: Buffer.from(`${headers['telnyx-timestamp']}|${body}`),
      signature: Buffer.from(headers['telnyx-signature-ed25519'] ?? '', 'base64'),
    }))
  return createContender(name, createInputs, async ({ message, signature }) => verify(message, signature))
}

/**
 * Measures microseconds for one run of the task on one input, each in a turn of the event loop of its own. The inputs are made anew
 * for every round and before the time is taken, so that they are as warm as what has just come from a socket, and as new: a signature
 * that comes again and again is verified faster. A task that is asynchronous is awaited, as is a bare verification.
 */
export function createContender<Input>(
  name: string,
  createInputs: () => readonly Input[],
  task: (input: Input) => unknown,
): Contender {
  const run = async () => {
    const inputs = createInputs()
    let nanoseconds = 0n
    for (const input of inputs) {
      await nextTurn()
      const started = process.hrtime.bigint()
      const result = task(input)
      if (result instanceof Promise) await result
      nanoseconds += process.hrtime.bigint() - started
    }
    return Number(nanoseconds) / 1000 / inputs.length
  }
  return { name, run }
}
