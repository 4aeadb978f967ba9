import t from 'tap'
import { planFaults } from './faults.ts'
import type { ChaosSettings } from './settings.ts'

const SETTINGS: ChaosSettings = {
  ...{ seed: 1, calls: 10_000, callsPerSecond: 60, receivers: 6, longestWorkMs: 4000 },
  ...{ store: 'redis', isInbox: false, kills: 20, pauses: 20, storeStalls: 6, storeKills: 3, cutShare: 0.05 },
}
const RUN_MS = (SETTINGS.calls * 1000) / SETTINGS.callsPerSecond

t.test('plans the same for the same seed', async (t) => {
  t.strictSame(planFaults(SETTINGS), planFaults(SETTINGS))
  t.notSame(planFaults(SETTINGS), planFaults({ ...SETTINGS, seed: 2 }))
})

t.test('plans as many faults as were asked for, within the run', async (t) => {
  const { kills, pauses, outages } = planFaults(SETTINGS)
  t.strictSame([kills.length, pauses.length, outages.length], [20, 20, 9])
  t.equal(outages.filter(({ kind }) => kind === 'killed').length, 3)
  t.ok([...kills, ...pauses, ...outages].every(({ afterMs }) => afterMs > 0 && afterMs < RUN_MS))
  t.ok(pauses.every(({ durationMs }) => durationMs >= 1000 && durationMs <= 5000))
  t.strictSame(planFaults({ ...SETTINGS, pauses: 0, storeStalls: 0, storeKills: 0 }).outages, [])
})

t.test('leaves a call the time to be handled at the failover URL between two kills', async (t) => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const times = planFaults({ ...SETTINGS, seed }).kills.map(({ afterMs }) => afterMs)
    t.ok(times.every((atMs, index) => index === 0 || atMs - (times[index - 1] ?? 0) >= 7000))
  }
})
