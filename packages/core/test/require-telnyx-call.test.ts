import { requireTelnyxCall, requireTelnyxEvent, type TelnyxEvent } from '@telnyx-call/core'
import { sampleCall, sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import { deliver } from './webhook.ts'

t.test('gives the call of a guarded request', async (t) => {
  const { call: telnyxCall } = await deliver(sampleCall())
  t.equal(requireTelnyxCall({ telnyxCall }), telnyxCall)
})

t.test('says what is missing where there is none', async (t) => {
  for (const request of [{}, { telnyxCall: undefined }]) {
    t.throws(() => requireTelnyxCall(request), {
      name: 'Error',
      message: /Put telnyxCall in front of this handler/,
    })
  }
})

t.test('gives the event of a guarded request, of one type, of several or of any', async (t) => {
  const { event: telnyxEvent } = await deliver(sampleEvent('gather'))
  t.equal(requireTelnyxEvent({ telnyxEvent }, 'gather').Digits, '1')
  t.equal(requireTelnyxEvent({ telnyxEvent }, 'gather'), telnyxEvent)
  t.equal(requireTelnyxEvent({ telnyxEvent }, 'call-completed', 'gather'), telnyxEvent)
  const event: TelnyxEvent = requireTelnyxEvent({ telnyxEvent })
  t.equal(event, telnyxEvent)
})

t.test('says what is missing where there is no event, or one of another type', async (t) => {
  for (const request of [{}, { telnyxEvent: undefined }]) {
    for (const types of [[], ['gather']] as const) {
      t.throws(() => requireTelnyxEvent(request, ...types), {
        name: 'Error',
        message: /no verified event\. Put telnyxCall in front of this handler/,
      })
    }
  }
  const { event: telnyxEvent } = await deliver(sampleEvent('gather'))
  t.throws(() => requireTelnyxEvent({ telnyxEvent }, 'queue', 'ai-gather'), {
    name: 'Error',
    message: /has the event gather, but its handler expects queue or ai-gather\. .*option events/,
  })
})

t.test('an event that is no ended call carries no call, which is said with the cure', async (t) => {
  const { call: telnyxCall } = await deliver(sampleEvent('gather'))
  t.throws(() => requireTelnyxCall({ telnyxCall }), { message: /check request\.telnyxEvent\.type first/ })
})
