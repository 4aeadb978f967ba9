import type { Receiver, Reception, WebhookRequest } from '@telnyx-call/core'
import { sampleCall, signedRequest, type TestKeys } from '@telnyx-call/testing'
import type { Contender } from './rounds.ts'

/** A request whose body is there. */
export type SignedRequest = WebhookRequest & { readonly body: Buffer }

let callCount = 0

/** Signs the specification's call so many times, each a call of its own: a copy would be acknowledged and not received. */
export function createRequests(keys: TestKeys, count: number): SignedRequest[] {
  return Array.from({ length: count }, () => {
    const { method, headers, body } = signedRequest({
      keys,
      fields: sampleCall({ SequenceNumber: String(callCount++) }),
    })
    return { method, header: (name) => headers[name], body: Buffer.from(body) }
  })
}

/** Receives a call that has to be accepted. */
export async function receiveCall(
  receiver: Receiver,
  request: WebhookRequest,
): Promise<Reception & { outcome: 'accepted' }> {
  const reception = await receiver.receive(request)
  if (reception.outcome !== 'accepted') throw new Error(`not accepted but ${reception.outcome}`)
  return reception
}

/** The whole way of a call whose handler does nothing. */
export async function receiveAndSettle(receiver: Receiver, request: WebhookRequest): Promise<void> {
  const { settle } = await receiveCall(receiver, request)
  await settle(true)
}

/**
 * Measures microseconds for one run of the task on one input. The inputs are made anew for every round and before the time is taken,
 * so that they are as warm as what has just come from a socket. A task that is asynchronous is awaited, as is a bare verification.
 */
export function createContender<Input>(
  name: string,
  createInputs: () => readonly Input[],
  task: (input: Input) => unknown,
): Contender {
  const run = async () => {
    const inputs = createInputs()
    const started = process.hrtime.bigint()
    for (const input of inputs) {
      const result = task(input)
      if (result instanceof Promise) await result
    }
    return Number(process.hrtime.bigint() - started) / 1000 / inputs.length
  }
  return { name, run }
}
