import { createReceiver, type Receiver, type ReceiverOptions, type WebhookRequest } from '@telnyx-call/core'
import { createTestKeys, type SignedRequest, sampleCall, signedRequest } from '@telnyx-call/testing'
import type { Bench } from 'tinybench'
import { createNodeVerify, createVerifierByHand } from './by-hand.ts'
import { addTask } from './rounds.ts'

export const keys = createTestKeys()

export const VERIFY = 'crypto.verify alone'
export const BY_HAND = 'by hand'

let callCount = 0

/** A call of its own each time: a copy would be acknowledged and not received. */
export function signCall(call = sampleCall()): SignedRequest {
  return signedRequest({ keys, fields: { ...call, SequenceNumber: String(callCount++) } })
}

/** What a verification of a call is given, ready-made. */
export function createSigned(call?: Record<string, string>) {
  const { headers, body } = signCall(call)
  const message = Buffer.from(`${headers['telnyx-timestamp']}|${body}`)
  return { message, signature: Buffer.from(headers['telnyx-signature-ed25519'] ?? '', 'base64') }
}

/** What a host hands in for a request, with the body read. */
export function toWebhookRequest({ method, headers, body }: SignedRequest): WebhookRequest {
  return { method, header: (name) => headers[name], body: Buffer.from(body) }
}

/** The whole way of a call whose handler does nothing. */
export async function receiveAndSettle(receiver: Receiver, request: WebhookRequest): Promise<void> {
  const reception = await receiver.receive(request)
  if (reception.outcome !== 'accepted') throw new Error(`not accepted but ${reception.outcome}`)
  await reception.settle({ status: 200 })
}

/** Adds `crypto.verify` alone, with the message, the signature and the prepared key ready-made. */
export function addVerification(bench: Bench, call?: Record<string, string>): void {
  const verify = createNodeVerify(keys.publicKey)
  const createInput = () => createSigned(call)
  addTask(bench, VERIFY, createInput, ({ message, signature }) => verify(message, signature))
}

/** Adds everything from the request to the settled delivery, by node:crypto unless the options say otherwise. */
export function addReceiving(
  bench: Bench,
  name: string,
  options: Omit<ReceiverOptions, 'publicKey'> = {},
  call?: Record<string, string>,
): void {
  const receiver = createReceiver({ publicKey: keys.publicKey, engine: 'nodeCrypto', ...options })
  const createInput = () => toWebhookRequest(signCall(call))
  addTask(bench, name, createInput, (request) => receiveAndSettle(receiver, request))
}

/** Adds what a careful application would write for itself. */
export function addByHand(bench: Bench, call?: Record<string, string>): void {
  const verifyByHand = createVerifierByHand(keys.publicKey)
  const createInput = () => {
    const { headers, body } = signCall(call)
    return { headers, body: Buffer.from(body) }
  }
  addTask(bench, BY_HAND, createInput, ({ headers, body }) => {
    return Object.fromEntries(verifyByHand(headers, body) ?? [])
  })
}
