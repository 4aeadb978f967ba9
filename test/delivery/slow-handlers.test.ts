import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { type App, FRAMEWORKS } from './apps.ts'
import { createTestBed, type TestBed } from './test-bed.ts'

t.setTimeout(120_000)
// They wait far more than they work.
t.jobs = 8

const CALL = 'v3:slow'

testAll('D3 the sender breaks off at 2 s, and the handler takes 3 s', 3000, async (t, bed, app) => {
  const original = bed.deliver(app, CALL)
  await sleep(1000)
  const early = bed.deliver(app, CALL)
  t.equal(await original, 'gave-up')
  await sleep(100)
  const copy = bed.deliver(app, CALL)
  t.equal(await early, 503, 'the copy that came at 1 s: its wait is over before the run is')
  t.equal(await copy, 200, 'the copy that came at 2.1 s waits for the end of the run')
})

testAll('D4 the same, and a proxy keeps the first connection open', 3000, async (t, bed, app) => {
  const original = bed.deliver(app, CALL, { patienceMs: 20_000 })
  await sleep(2600)
  t.equal(await bed.deliver(app, CALL), 200)
  t.equal(await original, 200)
})

testAll('D5 the connection is cut after 50 ms, and the handler takes 300 ms', 300, async (t, bed, app) => {
  t.equal(await bed.deliver(app, CALL, { patienceMs: 50 }), 'gave-up')
  await sleep(50)
  t.equal(await bed.deliver(app, CALL), 200)
})

testAll('D6 the handler takes 2.2 s every time', 2200, async (t, bed, app) => {
  t.equal(await bed.deliver(app, CALL), 'gave-up')
  for (const delayMs of [500, 1000, 2000]) {
    await sleep(delayMs)
    t.equal(await bed.deliver(app, CALL), 200, `the copy that comes ${delayMs} ms later`)
  }
})

/** Plays with each adapter, all at once, and expects one run of the handler. */
function testAll(
  name: string,
  workMs: number,
  play: (t: Test, bed: TestBed, app: App) => Promise<void>,
): void {
  t.test(name, { buffered: true }, async (t) => {
    t.jobs = FRAMEWORKS.length
    const tests = FRAMEWORKS.map((framework) =>
      t.test(framework, { buffered: true }, async (t) => {
        const bed = createTestBed(t)
        const app = await bed.start(framework, async ({ call }) => {
          if (call?.CallSid === CALL) await bed.log.work(CALL, workMs)
        })
        // The first call takes longest.
        await bed.deliver(app, 'v3:warm-up', { patienceMs: 20_000 })
        await play(t, bed, app)
        t.equal((await bed.runs(CALL)).length, 1, 'one run')
      }),
    )
    await Promise.all(tests)
  })
}
