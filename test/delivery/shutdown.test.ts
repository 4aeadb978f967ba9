import t from 'tap'
import { skipWithoutRedis } from '../servers/redis.ts'
import { FRAMEWORKS } from './apps.ts'
import { send } from './connections.ts'
import { type ReceiverProcess, startReceiver } from './receivers.ts'
import { connectStoreFor, startStoreServer } from './stores.ts'
import { createTestBed, type TestBed } from './test-bed.ts'

t.setTimeout(120_000)
// They wait far more than they work.
t.jobs = FRAMEWORKS.length

const WORK_MS = 1000
const ANSWERED = 'v3:answered'
const LEFT = 'v3:sender-left'

for (const framework of FRAMEWORKS) {
  const options = { skip: skipWithoutRedis, buffered: true }
  t.test(`D12 SIGTERM with calls in flight, ${framework}`, options, async (t) => {
    const bed = createTestBed(t)
    const server = await startStoreServer('redis')
    t.teardown(() => server.close())
    const { publicKey } = bed.keys
    const settings = { framework, store: server.address, publicKey, runsPath: bed.runsPath }
    const receiver = await startReceiver({ ...settings, workMs: WORK_MS })
    t.teardown(() => receiver.kill())
    const elsewhere = await bed.start(framework, 0, {
      deduplication: { store: await connectStoreFor(t, server.address) },
    })

    const answer = bed.deliver(receiver, ANSWERED, { patienceMs: 20_000 })
    const broken = leaveOnceItRuns(bed, receiver, LEFT)
    await Promise.all([bed.waitForRun(ANSWERED), broken])
    const signalledAtMs = performance.now()
    t.equal(await receiver.stop(), 0, 'exit 0')
    const stoppedAfterMs = performance.now() - signalledAtMs
    t.ok(stoppedAfterMs < WORK_MS + 1000, `it ended ${Math.round(stoppedAfterMs)} ms later`)

    t.equal(await answer, 200)
    for (const callSid of [ANSWERED, LEFT]) {
      t.match(await bed.runs(callSid), [{ endedAtMs: Number }], `${callSid} was handled to the end`)
      t.equal(await bed.deliver(elsewhere, callSid), 200)
      t.equal((await bed.runs(callSid)).length, 1, 'and committed: for another process it is a duplicate')
    }
  })
}

/** Breaks the connection off as soon as the handler is at work. */
async function leaveOnceItRuns(bed: TestBed, { port }: ReceiverProcess, callSid: string): Promise<void> {
  const leave = new AbortController()
  const answer = send(port, bed.sign(callSid), { patienceMs: 20_000, signal: leave.signal })
  await bed.waitForRun(callSid)
  leave.abort()
  await answer
}
