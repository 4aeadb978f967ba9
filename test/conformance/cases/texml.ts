import assert from 'node:assert/strict'
import { sampleCall, sampleEvent } from '@telnyx-call/testing'
import type { ScenarioCase, Stage } from '../case.ts'
import { assertAcknowledged, waitForRuns } from '../deliveries.ts'
import type { HandlerBehaviour } from '../host.ts'
import { NOW_SECONDS, signed } from '../requests.ts'
import type { WireAnswer } from '../wire.ts'

/** What each run of the handler answers, so that the sender can tell which one it was. */
const FIRST = '<Response><Say>first</Say></Response>'
const SECOND = '<Response><Say>second</Say></Response>'
const ANSWERS: readonly HandlerBehaviour[] = [{ texml: FIRST }, { texml: SECOND }]

type Fields = Readonly<Record<string, string>>

function assertTexml({ status, headers, body }: WireAnswer, texml: string): void {
  assert.equal(status, 200)
  assert.match(String(headers['content-type']), /^text\/xml/)
  assert.equal(body.toString(), texml)
}

/** Sends the event, and a copy that is signed later. */
async function sendTwice({ send, keys }: Stage, fields: Fields): Promise<readonly [WireAnswer, WireAnswer]> {
  const first = await send(signed(keys, { fields }))
  return [first, await send(signed(keys, { fields, timestamp: NOW_SECONDS + 3 }))]
}

function listRuns({ running }: Stage) {
  return running.handled.map(({ delivery }) => [delivery?.duplicate, delivery?.deduplicated])
}

/** The caller waits for the answer to the copy as well, since Telnyx never got the first one. */
const copies: ScenarioCase[] = (
  [
    ['dial-action', sampleCall()],
    ['dial-child', sampleCall('dial-child')],
    ['dial-action.status-only', sampleCall('minimal', { DialCallStatus: 'busy' })],
    ['queue', sampleEvent('queue')],
  ] satisfies [string, Fields][]
).map(([name, fields]) => ({
  id: `texml.${name}.copy`,
  usesStore: true,
  options: { events: 'all' },
  handler: ANSWERS,
  play: async (stage) => {
    const [first, copy] = await sendTwice(stage, fields)
    assertTexml(first, FIRST)
    assertTexml(copy, SECOND)
    assert.deepEqual(listRuns(stage), [
      [false, true],
      [true, true],
    ])
    assert.equal(new Set(stage.running.handled.map(({ delivery }) => delivery?.id)).size, 1)
    for (const { delivery } of stage.running.handled) assert.equal(delivery?.waitsForTexml, true)
  },
}))

/** Nothing tells one from the next: the same key pressed in two menus is the same form. */
const neverCopies: ScenarioCase[] = (['gather', 'ai-gather', 'instructions'] as const).map((type) => ({
  id: `texml.${type}.twice`,
  usesStore: true,
  options: { events: [type] },
  handler: ANSWERS,
  play: async (stage) => {
    const [first, second] = await sendTwice(stage, sampleEvent(type))
    assertTexml(first, FIRST)
    assertTexml(second, SECOND)
    assert.deepEqual(listRuns(stage), [
      [false, false],
      [false, false],
    ])
  },
}))

export const texmlCases: readonly ScenarioCase[] = [
  ...copies,
  ...neverCopies,
  {
    id: 'texml.dial-action.copy-while-handling',
    why: 'What the first run answers may reach nobody, and the caller hears nothing until somebody does.',
    usesStore: true,
    options: { deduplication: { waitForCopyMs: 100 } },
    handler: [{ texml: FIRST, waits: true }, { texml: SECOND }],
    play: async (stage) => {
      const request = signed(stage.keys, { fields: sampleCall() })
      const exchange = await stage.open(request)
      await waitForRuns(stage.running, 1)
      assertTexml(await stage.send(request), SECOND)
      stage.openGate()
      assertTexml(await exchange.readAnswer(), FIRST)
      exchange.destroy()
      assert.deepEqual(
        stage.running.handled.map(({ delivery }) => delivery?.duplicate),
        [false, true],
      )
      assert.equal(stage.refused.length, 0)
    },
  },
  {
    id: 'texml.dial-action.failed-then-redelivered',
    why: 'It was not handled, so what comes again is no copy.',
    usesStore: true,
    handler: [{ status: 500 }, { texml: SECOND }],
    play: async (stage) => {
      const [failed, again] = await sendTwice(stage, sampleCall())
      assert.equal(failed.status, 500)
      assertTexml(again, SECOND)
      assert.equal(stage.running.handled[1]?.delivery?.duplicate, false)
    },
  },
  {
    id: 'texml.dial-action.other-process',
    usesStore: true,
    needsSharedStore: true,
    handler: ANSWERS,
    play: async (stage) => {
      const other = await stage.startAnother()
      const request = signed(stage.keys, { fields: sampleCall() })
      assertTexml(await stage.send(request), FIRST)
      assert.equal(await stage.running.guard.drain(), 0)
      assertTexml(await other.send(request), FIRST)
      assert.equal(other.handled[0]?.delivery?.duplicate, true)
    },
  },
  {
    id: 'texml.event-key',
    why: 'A key of its own lets the application tell one press of a key from the next.',
    usesStore: true,
    options: {
      events: ['gather'],
      deduplication: { eventKey: (event) => (event.type === 'gather' ? `press ${event.Digits}` : undefined) },
    },
    handler: ANSWERS,
    play: async (stage) => {
      const [first, copy] = await sendTwice(stage, sampleEvent('gather'))
      assertTexml(first, FIRST)
      assertTexml(copy, SECOND)
      assert.deepEqual(listRuns(stage), [
        [false, true],
        [true, true],
      ])
    },
  },
  {
    id: 'texml.ended-call-without-dial',
    why: 'Nobody waits for TeXML, so its copy is acknowledged.',
    usesStore: true,
    handler: ANSWERS,
    play: async (stage) => {
      const [first, copy] = await sendTwice(stage, sampleCall('recorded'))
      assertTexml(first, FIRST)
      assertAcknowledged(copy, stage.running, 1)
    },
  },
]
