import { readFileSync, writeFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type DeliveryFailure,
  type KeptDelivery,
  keepDelivery,
  type ReceiverOptions,
} from '@telnyx-call/core'
import t from 'tap'
import { skipWithoutRedis } from '../servers/redis.ts'
import { FRAMEWORKS, guardOf } from './apps.ts'
import { send } from './connections.ts'
import { startReceiver } from './receivers.ts'
import { connectStoreFor, startStoreServer } from './stores.ts'
import { createTestBed, type TestBed, waitUntil } from './test-bed.ts'

t.setTimeout(60_000)

const CALL = 'v3:kept'
const NIGHT = new Date('2026-11-03T03:00:00Z')
const MORNING = new Date('2026-11-03T06:00:00Z')

for (const framework of FRAMEWORKS) {
  t.test(`a call whose handler failed at 3 a.m. is handled three hours later, ${framework}`, async (t) => {
    const bed = createTestBed(t)
    const file = createKeptFile(bed)
    let now = NIGHT
    const options: Partial<ReceiverOptions> = {
      now: () => now.getTime(),
      onFailed: (delivery, failure) => file.add(keepDelivery(delivery, failure)),
    }
    const failing = await bed.start(
      framework,
      () => Promise.reject(new Error('the database is away')),
      options,
    )
    t.equal(await send(failing.port, bed.sign(CALL, NIGHT)), 500)
    const kept = await file.readOne()
    const reason = { outcome: 'failed', error: 'Error: the database is away' }
    t.match(kept.reason, framework === 'express' ? { outcome: 'failed' } : reason)
    t.equal(Buffer.from(kept.bodyBase64, 'base64').toString(), bed.sign(CALL, NIGHT).body)

    now = MORNING
    t.equal(await send(failing.port, bed.sign(CALL, NIGHT)), 403, 'by then it cannot be sent again')
    // The process was started again meanwhile.
    const guard = guardOf(await bed.start(framework, 0, options))
    const work = workOn(bed)
    await t.rejects(guard.redeliver(tamper(kept), work), { name: 'RefusalError', code: 'signature_mismatch' })
    await t.rejects(guard.redeliver(kept, fail), { message: 'still away' })
    t.strictSame(await bed.runs(), [])

    t.equal(await guard.redeliver(kept, work), 'handled')
    t.equal((await bed.runs(CALL)).length, 1)
    t.equal(await guard.redeliver(kept, work), 'duplicate')
    t.equal((await bed.runs(CALL)).length, 1, 'once')

    const stranger = createTestBed(t)
    const other = guardOf(await stranger.start(framework, 0, options))
    await t.rejects(other.redeliver(kept, work), { code: 'signature_mismatch' }, 'by another key')
  })
}

t.test('a kept call is redelivered at two processes at once', { skip: skipWithoutRedis }, async (t) => {
  const bed = createTestBed(t)
  const file = createKeptFile(bed)
  const server = await startStoreServer('redis')
  t.teardown(() => server.close())
  const startGuard = async (options: Partial<ReceiverOptions> = {}) => {
    const deduplication = { store: await connectStoreFor(t, server.address) }
    return bed.start('express', fail, { ...options, deduplication })
  }
  const app = await startGuard({ onFailed: (delivery, failure) => file.add(keepDelivery(delivery, failure)) })
  t.equal(await bed.deliver(app, CALL), 500)
  const kept = await file.readOne()
  const guards = [guardOf(app), guardOf(await startGuard())]
  const outcomes = await Promise.all(guards.map((guard) => guard.redeliver(kept, workOn(bed, 100))))
  t.strictSame(outcomes.sort(), ['duplicate', 'handled'])
  t.equal((await bed.runs(CALL)).length, 1, 'once')
})

t.test(
  'a process is killed after a copy was sent away: the other one keeps the call',
  { skip: skipWithoutRedis },
  async (t) => {
    const bed = createTestBed(t)
    const file = createKeptFile(bed)
    const failures: DeliveryFailure[] = []
    const server = await startStoreServer('redis')
    t.teardown(() => server.close())
    const { publicKey } = bed.keys
    const settings = { framework: 'koa', store: server.address, publicKey, runsPath: bed.runsPath } as const
    const victim = await startReceiver({ ...settings, workMs: 60_000 })
    t.teardown(() => victim.kill())
    const app = await bed.start('express', 0, {
      deduplication: { store: await connectStoreFor(t, server.address) },
      onFailed: async (delivery, failure) => {
        failures.push(failure)
        await file.add(keepDelivery(delivery, failure))
      },
    })

    const original = bed.deliver(victim, CALL, { patienceMs: 20_000 })
    await bed.waitForRun(CALL)
    t.equal(await bed.deliver(app, CALL), 503, 'the copy waits in vain, and is not sent again')
    await victim.kill()
    t.equal(await original, 'broken')

    const kept = await file.readOne()
    t.strictSame(failures, [{ outcome: 'abandoned' }])
    t.equal(Buffer.from(kept.bodyBase64, 'base64').toString(), bed.sign(CALL).body)
    t.equal(await guardOf(app).redeliver(kept, workOn(bed)), 'handled')
    t.equal(await guardOf(app).redeliver(kept, workOn(bed)), 'duplicate')
    const ended = (await bed.runs(CALL)).filter(({ endedAtMs }) => endedAtMs !== undefined)
    t.equal(ended.length, 1, 'once')
  },
)

async function fail(): Promise<void> {
  throw new Error('still away')
}

function workOn({ log }: TestBed, workMs = 0): Parameters<ReturnType<typeof guardOf>['redeliver']>[1] {
  return ({ call }) => log.work(call?.CallSid ?? '', workMs)
}

function tamper(kept: KeptDelivery): KeptDelivery {
  const body = Buffer.from(kept.bodyBase64, 'base64').toString()
  return { ...kept, bodyBase64: Buffer.from(body.replace('completed', 'cancelled')).toString('base64') }
}

interface KeptFile {
  add(kept: KeptDelivery): Promise<void>
  /** Waits for the first record. */
  readOne(): Promise<KeptDelivery>
}

/** Where an application keeps what failed, one JSON text a line. */
function createKeptFile({ folder }: TestBed): KeptFile {
  const path = join(folder, 'kept.jsonl')
  writeFileSync(path, '')
  return {
    add: (kept) => appendFile(path, `${JSON.stringify(kept)}\n`),
    async readOne() {
      await waitUntil(() => readFileSync(path).length > 0, 'a kept delivery')
      const [line = ''] = readFileSync(path, 'utf8').split('\n')
      return JSON.parse(line) as KeptDelivery
    },
  }
}
