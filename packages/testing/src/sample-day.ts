import { generateCall } from './generated-calls.ts'
import { createRandom } from './random.ts'
import { type SampleEventType, sampleEvent } from './sample-event.ts'

/** The events of a call before and after its end. */
const EVENT_TYPES = [
  'call-initiated',
  'call-ringing',
  'call-answered',
  'call-dtmf',
  'recording-completed',
  'call-cost',
] as const satisfies readonly SampleEventType[]

/** How many calls are in progress at a time. */
const OPEN_CALLS = 20

/**
 * Generates a mixed day of events for the simulator's `deliver`. Each call is initiated, rings and is answered, and has a pressed key, a
 * recording, its cost and its end. Events are out of order, mixed among those of 20 calls at a time. The same seed produces the same day.
 *
 * The events of a call share its CallSid, so report what was handled by its fields:
 * `simulator.recordHandled(request.telnyxDelivery.fields)`.
 *
 * @param calls - number of calls; each has seven events
 * @throws TypeError unless it is a whole number, at least 0
 *
 * @example
 * const ledger = await simulator.deliver(sampleDay(100, { seed: 7 }))
 */
export function sampleDay(
  calls: number,
  { seed = 1 }: { readonly seed?: number } = {},
): Iterable<Record<string, string>> {
  if (!Number.isSafeInteger(calls) || calls < 0)
    throw new TypeError('sampleDay needs a whole number of calls.')
  return pickInDisorder(calls, seed)
}

function* pickInDisorder(calls: number, seed: number): Generator<Record<string, string>> {
  const random = createRandom('day', seed, 0)
  const open: Record<string, string>[] = []
  for (let index = 0; index < calls || open.length > 0; ) {
    while (index < calls && open.length < OPEN_CALLS * EVENT_TYPES.length) {
      open.push(...listEvents(seed, index))
      index += 1
    }
    const [picked] = open.splice(Math.floor(random() * open.length), 1)
    if (picked) yield picked
  }
}

function listEvents(seed: number, index: number): Record<string, string>[] {
  const end = generateCall(seed, index)
  const ids = { CallSid: end.CallSid, CallSidLegacy: end.CallSid, RecordingSid: `recording-${index}` }
  const earlier = EVENT_TYPES.map((type) => {
    const sample = sampleEvent(type)
    const own = Object.entries(ids).filter(([name]) => name in sample)
    return sampleEvent(type, Object.fromEntries(own))
  })
  return [...earlier, end]
}
