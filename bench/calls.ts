import type { Receiver, WebhookRequest } from '@telnyx-call/core'
import { type SignedRequest, sampleCall, signedRequest, type TestKeys } from '@telnyx-call/testing'
import type { Contender } from './rounds.ts'

/** Signs a call so many times, each a call of its own: a copy would be acknowledged and not received. */
export function signCalls(keys: TestKeys, count: number, call = sampleCall()): SignedRequest[] {
  return Array.from({ length: count }, (_, index) =>
    signedRequest({ keys, fields: { ...call, SequenceNumber: String(index) } }),
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
export async function receiveAndSettle(
  receiver: Receiver,
  request: WebhookRequest | undefined,
): Promise<void> {
  if (request === undefined) throw new Error('there are fewer requests than repetitions')
  const reception = await receiver.receive(request)
  if (reception.outcome !== 'accepted') throw new Error(`not accepted but ${reception.outcome}`)
  await reception.settle(true)
}

/** Measures microseconds for one run of the task. A task that is asynchronous is awaited, as is a bare verification. */
export function createContender(name: string, repetitions: number, task: () => unknown): Contender {
  const run = async () => {
    const started = process.hrtime.bigint()
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const result = task()
      if (result instanceof Promise) await result
    }
    return Number(process.hrtime.bigint() - started) / 1000 / repetitions
  }
  return { name, run }
}
