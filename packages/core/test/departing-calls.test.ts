import type { ReceiverOptions } from '@telnyx-call/core'
import { sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import { createTestReceiver, createWebhook, SUCCEEDED } from './webhook.ts'

const CALLS = 2000
const SEED = 20_260_115

type Pairs = (readonly [name: string, value: string])[]

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = createRandom(SEED)

function choose<T>(list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T
}

/** Beside CallStatus and CallbackSource, what tells one call from the next: what cannot be read of these still has to differ. */
const identity = ['AccountSid', 'CallSid', 'SequenceNumber']

/** What makes a form an ended call. Without them it is another event. */
const marks = ['CallbackSource', 'CallStatus']
const unreadable = [
  '?',
  'True',
  'three',
  '-1',
  '1e3',
  'yesterday',
  '2026-01-15T10:30:30',
  'x'.repeat(2000),
  'Zoë\u0000',
]
const unknownNames = [
  'Codec',
  'NewField',
  'callsid',
  '__proto__',
  'constructor',
  'toString',
  '',
  'CallCost[v3:x]',
  'Ünknown',
]

/** Every way in which an ended call can depart from the specification. */
const departures = {
  missing: (pairs: Pairs) => {
    const gone = chooseField(pairs)
    return pairs.filter(([name]) => name !== gone)
  },
  unreadable: (pairs: Pairs) => {
    const changed = chooseField(pairs)
    const value = choose(unreadable)
    return pairs.map(([name, sent]) => {
      if (name !== changed) return [name, sent] as const
      return [name, identity.includes(name) ? `${value} ${sent}` : value] as const
    })
  },
  repeated: (pairs: Pairs) => [...pairs, [choose(pairs)[0], choose(unreadable)] as const],
  unknown: (pairs: Pairs) => {
    const place = Math.floor(random() * (pairs.length + 1))
    return pairs.toSpliced(place, 0, [choose(unknownNames), choose(['', 'x', ...unreadable])])
  },
  empty: (pairs: Pairs) => {
    const emptied = chooseField(pairs)
    return pairs.map(([name, sent]) => [name, name === emptied ? '' : sent] as const)
  },
} satisfies Record<string, (pairs: Pairs) => Pairs>

function chooseField(pairs: Pairs): string | undefined {
  return choose(pairs.filter(([name]) => !marks.includes(name)))?.[0]
}

const kinds = Object.keys(departures) as (keyof typeof departures)[]
const variants = [
  'completed',
  'busy',
  'no-answer',
  'canceled',
  'failed',
  'dial-child',
  'recorded',
  'minimal',
] as const

/** A call that departs in one to six ways, the first of which takes turns. */
function createBody(index: number): { readonly body: string; readonly kinds: readonly string[] } {
  const chosen = [kinds[index % kinds.length] as (typeof kinds)[number]]
  while (random() < 0.6 && chosen.length < 6) chosen.push(choose(kinds))
  const sid = `v3:call-${index}`
  const fields = sampleCall(choose(variants), {
    CallSid: sid,
    CallSidLegacy: sid,
    SequenceNumber: `${index}`,
  })
  let pairs: Pairs = Object.entries(fields)
  for (const kind of chosen) pairs = departures[kind](pairs)
  return {
    body: new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString(),
    kinds: chosen,
  }
}

/** Has a body received and handled. @returns what became of it. */
async function handle(receiver: ReturnType<typeof createTestReceiver>, body: string) {
  const reception = await receiver.receive(createWebhook({ body }))
  if (reception.outcome !== 'accepted') return { outcome: reception.outcome }
  await reception.settle(SUCCEEDED)
  const { event, schemaErrors, call } = reception.delivery
  return {
    outcome: reception.outcome,
    type: event.type,
    isCall: call !== undefined,
    wrong: schemaErrors.length,
  }
}

t.test(`${CALLS} ended calls that depart in every way: with default options, all are handled`, async (t) => {
  const receiver = createTestReceiver()
  const bodies = Array.from({ length: CALLS }, (_, index) => createBody(index))
  let accepted = 0
  let departing = 0
  for (const { body } of bodies) {
    const result = await handle(receiver, body)
    if (result.outcome === 'accepted' && result.type === 'call-completed' && result.isCall) accepted += 1
    else t.fail(`${result.outcome} ${result.type}: ${body}`)
    if (result.wrong) departing += 1
  }
  t.equal(accepted, CALLS)
  for (const kind of kinds) {
    t.ok(
      bodies.filter(({ kinds }) => kinds.includes(kind)).length > 300,
      `${kind} is among them often enough`,
    )
  }
  t.ok(departing > CALLS / 2, `${departing} of them are reported to depart`)
  t.ok(new Set(bodies.map(({ body }) => body)).size === CALLS)
})

t.test(
  "the same calls with schema: 'enforce' are accepted or refused, and no call is anything else",
  async (t) => {
    const refused: Parameters<NonNullable<ReceiverOptions['onRefused']>>[] = []
    const receiver = createTestReceiver({
      schema: 'enforce',
      onRefused: (...told) => void refused.push(told),
    })
    let accepted = 0
    for (let index = 0; index < CALLS / 10; index++) {
      const { body } = createBody(index)
      const { outcome, wrong } = await handle(receiver, body)
      if (outcome !== 'accepted') continue
      accepted += 1
      t.equal(wrong, 0)
    }
    t.equal(accepted + refused.length, CALLS / 10)
    t.ok(accepted > 0 && refused.length > 0, `${accepted} accepted, ${refused.length} refused`)
    for (const [refusal, { rawBody, schemaErrors }] of refused) {
      t.equal(refusal.code, 'schema_mismatch')
      t.ok(rawBody && schemaErrors.length > 0, 'the application can keep it')
    }
  },
)
