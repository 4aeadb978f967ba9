import { createTelnyxSimulator, createTestKeys } from '@telnyx-call/testing'
import t from 'tap'
import { answerWith, startCallServer } from './call-server.ts'

const attemptsAfter404 = { strict: 1, 'voice-api': 1, patient: 2 } as const
const attemptsAfter503 = { strict: 2, 'voice-api': 2, patient: 2 } as const

for (const policy of ['strict', 'voice-api', 'patient'] as const) {
  t.test(`the package as it is built, by the policy ${policy}`, async (t) => {
    for (const [status, attempts] of [
      [404, attemptsAfter404[policy]],
      [503, attemptsAfter503[policy]],
    ] as const) {
      const server = await startCallServer(t, answerWith(status))
      const simulator = createTelnyxSimulator({
        keys: createTestKeys(),
        url: server.url,
        policy,
        retryDelaysMs: [0],
      })
      const ledger = await simulator.deliver(1)
      t.equal(ledger.totals.attempts, attempts, `${status}`)
    }
  })
}
