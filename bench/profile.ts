import { type Profiler, Session } from 'node:inspector/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createReceiver } from '@telnyx-call/core'
import { createTestKeys } from '@telnyx-call/testing'
import { createRequests, receiveAndSettle } from './calls.ts'
import type { Report } from './report.ts'

const CALLS = 30_000
const CALLS_AT_ONCE = 500
const WARM_UP_CALLS = 5_000
const MICROSECONDS_BETWEEN_SAMPLES = 100
const ROWS = 20
/** What the profiler itself takes, and waiting. */
const NOT_OURS = ['dispatch', '(idle)', '(program)']

/** Where the time of `receive()` goes, by the runtime's own profiler. */
export async function benchProfile(report: Report): Promise<void> {
  const keys = createTestKeys()
  const receiver = createReceiver({ publicKey: keys.publicKey, engine: 'nodeCrypto' })
  const receiveCalls = async (count: number, profile: (task: () => Promise<void>) => Promise<void>) => {
    for (let received = 0; received < count; received += CALLS_AT_ONCE) {
      const requests = createRequests(keys, CALLS_AT_ONCE)
      await profile(async () => {
        for (const request of requests) {
          await nextTurn()
          await receiveAndSettle(receiver, request)
        }
      })
    }
  }
  await receiveCalls(WARM_UP_CALLS, (task) => task())
  const times = new Map<string, number>()
  await receiveCalls(CALLS, (task) => addSelfTimes(times, task))

  report.text(`## Profile

Where the time of receive() and settling goes: ${CALLS} calls, one in a turn of the event loop, engine nodeCrypto, sampled every
${MICROSECONDS_BETWEEN_SAMPLES} µs. What a function took itself, without those it calls, for one call; the ${ROWS} that took most. \`run\` is
the verification. [profile-before.md](profile-before.md) is the same before the fields were picked out of the form in one pass.`)
  for (const name of NOT_OURS) times.delete(name)
  const rows = [...times].sort(([, a], [, b]) => b - a).slice(0, ROWS)
  report.table(
    ['function', 'µs for a call'],
    rows.map(([name, microseconds]) => [`\`${name}\``, (microseconds / CALLS).toFixed(2)]),
  )
}

async function addSelfTimes(times: Map<string, number>, task: () => Promise<void>): Promise<void> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: MICROSECONDS_BETWEEN_SAMPLES })
  await session.post('Profiler.start')
  await task()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  const names = new Map(profile.nodes.map((node) => [node.id, nameFunction(node)]))
  for (const [index, sample] of (profile.samples ?? []).entries()) {
    const name = names.get(sample) ?? ''
    times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas?.[index] ?? 0))
  }
}

function nameFunction({ callFrame: { functionName, url } }: Profiler.ProfileNode): string {
  const file = url.split('/').at(-1)
  return `${functionName || '(anonymous)'}${file ? ` ${file}` : ''}`
}
