import type { Receiver, WebhookRequest } from '@telnyx-call/core'
import { sampleCall, signedRequest, type TestKeys } from '@telnyx-call/testing'
import type { Contender } from './rounds.ts'

/** Signs the specification's call so many times, each a call of its own: a copy would be acknowledged and not received. */
export function createRequests(keys: TestKeys, count: number): WebhookRequest[] {
  return Array.from({ length: count }, (_, index) => {
    const { method, headers, body } = signedRequest({
      keys,
      fields: sampleCall({ SequenceNumber: String(index) }),
    })
    return { method, header: (name) => headers[name], body: Buffer.from(body) }
  })
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
