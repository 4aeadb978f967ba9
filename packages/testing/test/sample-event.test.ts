import { readFileSync } from 'node:fs'
import t from 'tap'
import { sampleCall, sampleEvent, sampleEventTypes } from '../src/index.ts'

// Written out here once more, and not taken from the specification.
const types = [
  'call-completed',
  'call-initiated',
  'call-ringing',
  'call-answered',
  'call-dtmf',
  'call-cost',
  'transcription',
  'live-transcription',
  'conference-start',
  'conference-join',
  'conference-leave',
  'conference-end',
  'conference-speaker',
  'recording-completed',
  'recording-in-progress',
  'recording-absent',
  'recording-failed',
  'siprec',
  'stream',
  'refer-status',
  'call-machine-detection',
  'call-analyzed',
  'queue',
  'ai-gather',
  'gather',
  'instructions',
  'json',
  'unknown',
]

t.test('there is a sample of every type of event', async (t) => {
  t.strictSame(sampleEventTypes, types)
  for (const type of sampleEventTypes) {
    if (type === 'json') continue
    for (const [name, value] of Object.entries(sampleEvent(type))) t.type(value, 'string', `${type} ${name}`)
  }
  t.strictSame(sampleEvent('call-completed'), sampleCall())
})

t.test('values as on the wire', async (t) => {
  t.match(sampleEvent('call-answered'), {
    CallStatus: 'in-progress',
    SequenceNumber: '2',
    ShakenStirValidated: 'true',
  })
  t.match(sampleEvent('gather'), {
    Digits: '1',
    SpeechResult: 'Please connect me to sales',
    Confidence: '0.95',
  })
  const { CallSid, ...cost } = sampleEvent('call-cost')
  t.equal(cost[`CallCost[${CallSid}]`], '0.0042')
})

t.test('overrides set and remove fields, and leave the next sample alone', async (t) => {
  const gather = sampleEvent('gather', { Digits: '2', SpeechResult: undefined, Added: 'yes' })
  t.match(gather, { Digits: '2', Added: 'yes' })
  t.notOk(Object.hasOwn(gather, 'SpeechResult'))
  gather.To = 'elsewhere'
  t.match(sampleEvent('gather'), { Digits: '1', To: '+12132045020' })
})

t.test('JSON: overrides are members of data', async (t) => {
  const json = sampleEvent('json', {
    event_type: 'message.received',
    payload: { text: 'Hello' },
    occurred_at: undefined,
  })
  t.match(json.data, { event_type: 'message.received', payload: { text: 'Hello' } })
  t.notOk(JSON.stringify(json).includes('occurred_at'))
  json.data.payload.text = 'changed'
  json.meta.attempt = 2
  t.match(sampleEvent('json'), { data: { event_type: 'call.hangup' }, meta: { attempt: 1 } })
})

t.test('an unknown type is a TypeError that names the known ones', async (t) => {
  const attempt = sampleEvent as (type: string) => unknown
  const message = (type: string) => `There is no sample event "${type}". The types are: ${types.join(', ')}.`
  for (const type of ['call-ended', '', 'toString', '__proto__']) {
    t.throws(() => attempt(type), { name: 'TypeError', message: message(type) })
  }
})

t.test('the samples import nothing', async (t) => {
  const source = readFileSync(new URL('../src/generated/sample-events.ts', import.meta.url), 'utf8')
  t.notMatch(source, /^import/m)
})
