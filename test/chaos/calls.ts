import { type CallFields, type SampleVariant, sampleCall } from '@telnyx-call/testing'

/** How the calls of a run end. Nobody waits for TeXML, so that every copy is one too many. */
const ENDINGS: readonly SampleVariant[] = [
  'recorded',
  'busy',
  'no-answer',
  'canceled',
  'failed',
  'minimal',
  'non-ascii',
]

/** The ends of so many calls, each with a CallSid of its own that is the same for the same seed. */
export function* makeCalls(count: number, seed: number): Generator<CallFields> {
  for (let index = 0; index < count; index++) {
    const CallSid = `v3:${seed}-${index}`
    yield sampleCall(ENDINGS[index % ENDINGS.length] ?? 'minimal', { CallSid, CallSidLegacy: CallSid })
  }
}
