import { requireTelnyxCall } from '@telnyx-call/core'
import { sampleCall } from '@telnyx-call/testing'
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
