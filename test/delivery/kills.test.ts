import t, { type Test } from 'tap'
import { type KillRun, RETRY_POLICIES, runKill } from './kill-run.ts'
import { STORE_KINDS, type StoreAddress, skipWithoutServer, startStoreServer } from './stores.ts'

t.setTimeout(180_000)

const SEED = 1
const [AT_ONCE = [], ...LATER] = RETRY_POLICIES

t.test('D1 a process is killed, and what it broke is tried again at the other, at once', (t) =>
  testKills(t, [AT_ONCE]),
)

t.test('D2 the same, tried again after 100 and 1000 ms, and after 500 and 1000 ms', (t) =>
  testKills(t, LATER),
)

async function testKills(t: Test, policies: readonly (readonly number[])[]): Promise<void> {
  t.jobs = STORE_KINDS.length
  const tests = STORE_KINDS.map((kind) =>
    t.test(`on ${kind}`, { skip: skipWithoutServer[kind], buffered: true }, async (t) => {
      const server = await startStoreServer(kind)
      t.teardown(() => server.close())
      for (const run of await runAll(server.address, policies, t.testdir())) assertNothingLost(t, run)
    }),
  )
  await Promise.all(tests)
}

function runAll(
  store: StoreAddress,
  policies: readonly (readonly number[])[],
  folder: string,
): Promise<readonly KillRun[]> {
  return Promise.all(policies.map((retryDelaysMs) => runKill({ seed: SEED, store, retryDelaysMs, folder })))
}

function assertNothingLost(t: Test, { retryDelaysMs, frameworks, killedAtMs, ledger }: KillRun): void {
  const { entries, lost, answeredAndLost, broken, doubled, unacknowledged } = ledger
  t.comment(
    `[${retryDelaysMs}] ms, ${frameworks[0]} killed after ${killedAtMs} ms beside ${frameworks[1]}: ` +
      `${broken.length} broken, ${unacknowledged.length} not acknowledged, ${doubled.length} doubled`,
  )
  t.equal(entries.length, 200)
  t.ok(broken.length > 20, 'the kill broke calls')
  t.strictSame(lost, [], 'none is lost')
  t.strictSame(answeredAndLost, [], 'none is answered 2xx and never handled')
}
