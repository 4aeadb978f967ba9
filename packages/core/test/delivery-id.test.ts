import t from 'tap'
import { deliver } from './webhook.ts'

/*
 * GOLDEN VALUES. `telnyxDelivery.id` is a key in the databases of applications and in every delivery store: it is part of the semver
 * promise. If one of these ids changes, what was handled under the old one is handled again, and what was written under it is not found.
 * Such a change is a new major version; do not simply write the new value here.
 */

const call =
  'AccountSid=f5586561-8ff0-4291-a51b-c7dfe4139ff9&CallInitiatedAt=2024-01-15T10:30:00Z&CallSid=v3%3Aabc&CallSidLegacy=v3%3Aabc&CallStatus=completed&CallbackSource=call-progress-events&ConnectionId=1&From=%2B15550100&SequenceNumber=3&Timestamp=2024-01-15T10:31:00Z&To=%2B15550101'

t.test('the id of a call', async (t) => {
  t.equal((await deliver(call)).id, '879d1c0fbefb2c2fd61bcea91180a8ad')
})

t.test('the id of a call with a dialed leg', async (t) => {
  t.equal((await deliver(`${call}&DialCallSid=v3%3Achild`)).id, '56e53c53d5362cb33d451e1c55b24990')
})

t.test('the id of a call with a number that cannot be read', async (t) => {
  const { id } = await deliver(call.replace('SequenceNumber=3', 'SequenceNumber=three'))
  t.equal(id, 'cb9d263ad3fbb856225bba2c5a257f28')
})

t.test(
  'the id of a call that lacks a field of its identity, which comes from all of its fields',
  async (t) => {
    const { id } = await deliver(
      'CallStatus=completed&CallbackSource=call-progress-events&SequenceNumber=three',
    )
    t.equal(id, 'f23ca8a9babb81c15b9207c17dcdaab9')
  },
)

t.test('the id of an unknown event, which comes from all of its fields', async (t) => {
  const ringing =
    'AccountSid=f5586561-8ff0-4291-a51b-c7dfe4139ff9&CallSid=v3%3Aabc&CallStatus=ringing&From=%2B15550100&Name=Zo%C3%AB+M&Empty='
  t.equal((await deliver(ringing)).id, '84c51bac896eae524be9287a66f51f93')
})

t.test('the id does not depend on how deliveries are told apart', async (t) => {
  const { id } = await deliver(call, { deduplication: false })
  t.equal(id, '879d1c0fbefb2c2fd61bcea91180a8ad')
  const unkeyed = await deliver(call, { deduplication: { eventKey: () => undefined } })
  t.equal(unkeyed.id, id)
})
