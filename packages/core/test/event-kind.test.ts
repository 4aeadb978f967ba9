import { sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import { createTestReceiver, createWebhook, expectDelivery, expectRefusal } from './webhook.ts'

const otherEvents: Record<string, Record<string, string>> = {
  initiated: sampleCall('initiated'),
  ringing: sampleCall('ringing'),
  answered: sampleCall('answered'),
  DTMF: sampleCall('answered', { CallStatus: 'dtmf' }),
  'gather, without a CallStatus': { AccountSid: 'a', CallSid: 'c', Digits: '1' },
  'conference, with no call at all': { AccountSid: 'a', ConferenceSid: 'f', StatusCallbackEvent: 'end' },
  'an account with nothing in it': { AccountSid: '' },
}

const calls: Record<string, Record<string, string>> = {
  'a status that nobody knows': sampleCall({ CallStatus: 'abandoned' }),
  'an ongoing status in capitals': sampleCall({ CallStatus: 'INITIATED' }),
  'an empty status': sampleCall({ CallStatus: '' }),
  'a status and nothing else': { CallStatus: 'completed' },
  'neither status nor account': { CallSid: 'c' },
  'no field at all': {},
}

for (const [name, fields] of Object.entries(otherEvents)) {
  t.test(`another event: ${name}`, async (t) => {
    const webhook = createWebhook({ fields })

    const acknowledged = await createTestReceiver().receive(webhook)
    t.match(acknowledged, {
      outcome: 'acknowledged',
      reason: 'other-event',
      answer: {
        status: 200,
        headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': '0' },
        body: '',
      },
    })
    const passed = await createTestReceiver({ otherEvents: 'pass' }).receive(webhook)
    t.equal(passed.outcome, 'accepted')
    for (const reception of [acknowledged, passed]) {
      const delivery = expectDelivery(reception)
      t.equal(delivery.call, undefined)
      t.strictSame({ ...delivery.fields }, fields)
      t.strictSame(delivery.schemaErrors, [])
      t.match(delivery.id, /^[0-9a-f]{32}$/)
      t.ok(Object.isFrozen(delivery))
    }
    const refused = await createTestReceiver({ otherEvents: 'refuse' }).receive(webhook)
    t.equal(expectRefusal(refused).code, 'schema_mismatch')
  })
}

for (const [name, fields] of Object.entries(calls)) {
  t.test(`held to the schema: ${name}`, async (t) => {
    for (const otherEvents of ['acknowledge', 'pass', 'refuse'] as const) {
      const reception = await createTestReceiver({ otherEvents }).receive(createWebhook({ fields }))
      t.equal(expectRefusal(reception).code, 'schema_mismatch', otherEvents)
    }
  })
}
