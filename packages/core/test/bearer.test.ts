import t from 'tap'
import { createTestReceiver, createWebhook } from './webhook.ts'

const token = 'abc-DEF.123_~+/=='

/** The Authorization header, and whether it is taken where both tokens are configured. */
const headers: [authorization: string | undefined, isAccepted: boolean][] = [
  [`Bearer ${token}`, true],
  [`bearer ${token}`, true],
  [`BEARER   ${token}`, true],
  ['Bearer second', true],
  [undefined, false],
  ['', false],
  ['Bearer', false],
  ['Bearer ', false],
  [token, false],
  [`Bearer${token}`, false],
  [`Bearer\t${token}`, false],
  [` Bearer ${token}`, false],
  [`Bearer ${token} `, false],
  [`Bearer ${token}=`, false],
  [`Bearer ${token.slice(0, -1)}`, false],
  [`Bearer ${token.toLowerCase()}`, false],
  ['Bearer Second', false],
  [`Bearer second, Bearer ${token}`, false],
  [`Basic ${token}`, false],
  ['Bearer third', false],
]

for (const [authorization, isAccepted] of headers) {
  t.test(`Authorization: ${authorization}`, async (t) => {
    const receiver = createTestReceiver({ bearerToken: [token, 'second'] })
    const reception = await receiver.receive(createWebhook({ headers: { authorization } }))
    if (isAccepted) t.equal(reception.outcome, 'accepted')
    else t.match(reception, { outcome: 'refused', refusal: { code: 'bearer_mismatch', status: 401 } })
  })
}

t.test('one token without a list', async (t) => {
  const receiver = createTestReceiver({ bearerToken: token })
  const outcomeOf = async (authorization: string) =>
    (await receiver.receive(createWebhook({ headers: { authorization } }))).outcome
  t.equal(await outcomeOf(`Bearer ${token}`), 'accepted')
  t.equal(await outcomeOf('Bearer second'), 'refused')
})

t.test('a right token does not stand in for the signature', async (t) => {
  const receiver = createTestReceiver({ bearerToken: token })
  const headers = { authorization: `Bearer ${token}`, 'telnyx-signature-ed25519': `${'A'.repeat(86)}==` }
  t.match(await receiver.receive(createWebhook({ headers })), { refusal: { code: 'signature_mismatch' } })
})

t.test('without the option any Authorization header is let be', async (t) => {
  const reception = await createTestReceiver().receive(
    createWebhook({ headers: { authorization: 'Basic eA==' } }),
  )
  t.equal(reception.outcome, 'accepted')
})
