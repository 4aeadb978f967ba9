import type { HeldDelivery } from '../src/inspector/held-delivery.ts'

/** An authentic delivery, as the store holds it. */
export function createHeldDelivery(id: string, bodyBytes = 10): HeldDelivery {
  const receivedAt = new Date(0)
  return {
    request: { method: 'POST', path: '/', headers: [], body: new Uint8Array(bodyBytes), receivedAt },
    summary: {
      id,
      receivedAt: receivedAt.toISOString(),
      outcome: 'handled',
      isVerified: true,
      type: 'call-completed',
      attempt: 1,
      callSid: 'x'.repeat(300),
      hasDrift: false,
      forwards: [],
      bodyBytes,
      source: 'received',
    },
    forwards: [],
  }
}
