import { inspect } from 'node:util'
import type { ReceiverOptions, WebhookRequest } from '@telnyx-call/core'
import { sampleCall, sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import { findEvent, gatherEvents } from './published-events.ts'
import { createTestReceiver, createWebhook } from './webhook.ts'

/** Receives the same request twice, so that it is also acknowledged, and settles what was accepted. */
async function receiveTwice(request: WebhookRequest, options: Partial<ReceiverOptions>): Promise<void> {
  const receiver = createTestReceiver(options)
  for (let time = 0; time < 2; time++) {
    const reception = await receiver.receive(request)
    if (reception.outcome === 'accepted') await reception.settle({ status: 200 })
  }
}

const calls: Record<string, Record<string, string>> = {
  'the sample of the specification': sampleCall(),
  'no From': sampleCall({ From: undefined }),
  'no To and no CallerId': sampleCall({ To: undefined, CallerId: undefined }),
  'addresses of SIP': sampleCall({ From: 'sip:alice@example.com', To: 'sip:bob@example.org;user=phone' }),
  'extensions in the form of names': sampleCall({ From: 'alice', To: 'bob' }),
  'a Dial action': sampleCall('dial-child'),
  'a status that nobody knows': sampleCall({ CallStatus: 'teleported' }),
  'another event': sampleCall('ringing'),
  instructions: sampleEvent('instructions'),
}

for (const [name, fields] of Object.entries(calls)) {
  for (const options of [{}, { schema: 'enforce' }, { events: 'all' }] as const) {
    t.test(
      `no event shows a number, a name, the body or the signature: ${name}, ${JSON.stringify(options)}`,
      async (t) => {
        const published = gatherEvents(t)
        const request = createWebhook({ fields })
        await receiveTwice(request, options)
        t.ok(published.length >= 4)
        const secrets = {
          From: fields.From,
          'digits of From': fields.From?.replace('+', ''),
          To: fields.To,
          'digits of To': fields.To?.replace('+', ''),
          CallerId: fields.CallerId,
          'first name': fields.CallerId?.split(' ')[0],
          signature: request.header('telnyx-signature-ed25519'),
          'a part of the body': 'AccountSid',
          'a value of the body': fields.AccountSid,
        }
        for (const { name, event } of published) {
          const text = inspect(event, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true })
          const texts = [text, JSON.stringify(event)]
          for (const [what, secret] of Object.entries(secrets)) {
            if (secret === undefined) continue
            t.notOk(
              texts.some((text) => text.includes(secret)),
              `${name}: ${what}`,
            )
          }
        }
      },
    )
  }
}

/** Numbers, and what events say in their place. */
const numbers: Record<string, string> = {
  '': '***',
  '1': '***',
  '12': '***',
  '911': '***',
  '22395': '***',
  'sip:bob': '***',
  '1234567': '***',
  '12345678': '***78',
  '+15550100': '***00',
  '+35319605860': '***60',
  'sip:alice@example.com': '***om',
}

for (const [number, masked] of Object.entries(numbers)) {
  t.test(`"${number}" becomes "${masked}"`, async (t) => {
    const published = gatherEvents(t)
    const fields = sampleCall('recorded', { From: number, To: number, CallerId: number })
    await receiveTwice(createWebhook({ fields }), {})
    for (const name of ['accepted', 'settled', 'acknowledged']) {
      const CallerId = number === '' ? undefined : '***'
      t.match(findEvent(published, name), { call: { From: masked, To: masked, CallerId } }, name)
    }
  })
}
