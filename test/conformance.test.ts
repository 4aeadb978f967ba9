import { webCrypto } from '@telnyx-call/core/ed25519'
import { sodium } from '@telnyx-call/core/sodium'
import { tweetnacl } from '@telnyx-call/core/tweetnacl'
import t from 'tap'
import { conformanceCases } from './conformance/cases/index.ts'
import { REFUSAL_STATUS } from './conformance/expectations.ts'
import { expressHost } from './conformance/hosts/express.ts'
import { fetchHost } from './conformance/hosts/fetch.ts'
import { allHosts } from './conformance/hosts/index.ts'
import { findObstacle } from './conformance/obstacles.ts'
import { runCase } from './conformance/run-case.ts'

t.setTimeout(300_000)

const strays: unknown[] = []
process.on('unhandledRejection', (reason) => strays.push(reason))
process.on('uncaughtExceptionMonitor', (error) => strays.push(error))

t.test('the suite', async (t) => {
  const ids = conformanceCases.map(({ id }) => id)
  t.ok(ids.length >= 60, `${ids.length} cases`)
  t.equal(new Set(ids).size, ids.length, 'ids are unique')
  for (const id of ids) t.match(id, /^[\w@/.-]+$/, id)
  const expectedCodes = conformanceCases.flatMap((each) => ('expect' in each ? [each.expect.code] : []))
  // These are for the log alone: by then there is nobody to answer. Scenarios look for them.
  const unanswered = ['body_incomplete', 'sender_gone']
  const codes = Object.keys(REFUSAL_STATUS).filter((code) => !unanswered.includes(code))
  for (const code of codes)
    t.ok(
      expectedCodes.some((expected) => expected === code),
      `a case of ${code}`,
    )
})

t.test('the fetch adapter runs every case that makes sense for it', async (t) => {
  const reasons = new Map<string, number>()
  for (const conformanceCase of conformanceCases) {
    const reason = findObstacle(conformanceCase, fetchHost)
    if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  for (const [reason, cases] of reasons) t.comment(`${cases} not run: each ${reason}`)
  const notRun = [...reasons.values()].reduce((sum, cases) => sum + cases, 0)
  t.ok(
    conformanceCases.length - notRun >= 480,
    `${conformanceCases.length - notRun} of ${conformanceCases.length}`,
  )
})

for (const conformanceCase of conformanceCases) {
  t.test(conformanceCase.id, async (t) => {
    const answers = new Map<string, object>()
    for (const host of allHosts) {
      if (findObstacle(conformanceCase, host)) continue
      await t.test(host.name, async () => {
        const answer = await runCase(conformanceCase, host)
        if (answer) answers.set(host.name, answer)
      })
    }
    const [[firstName, firstAnswer] = [], ...others] = answers
    for (const [name, answer] of others)
      t.hasStrict(firstAnswer, answer, `${name} answers as ${firstName} does`)
  })
}

for (const engine of [sodium, webCrypto, tweetnacl]) {
  t.test(`the cases of signatures and keys with ${engine.name}`, async (t) => {
    const cases = conformanceCases.filter(
      ({ id, hosts }) => /^(signature|key)\./.test(id) && hosts === undefined,
    )
    t.ok(cases.length >= 20)
    for (const each of cases)
      await t.test(each.id, async () => void (await runCase(each, expressHost, { engine })))
  })
}

t.test('deliveries without a store, by what the guard remembers itself', async (t) => {
  const cases = conformanceCases.filter(
    (each) => 'usesStore' in each && each.usesStore && !each.needsSharedStore,
  )
  t.ok(cases.length >= 30, `${cases.length} cases`)
  for (const each of cases) {
    for (const host of allHosts) {
      if (findObstacle(each, host)) continue
      await t.test(
        `${each.id}, ${host.name}`,
        async () => void (await runCase(each, host, { store: 'own-memory' })),
      )
    }
  }
})

t.test('no rejection and no exception went unhandled', async (t) => {
  t.same(strays, [])
})
