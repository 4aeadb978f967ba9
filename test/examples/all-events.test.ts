import {
  createTestKeys,
  type SignedRequest,
  sampleEvent,
  sampleEventTypes,
  signedRequest,
} from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { type ExamplePart, startPart, waitUntil } from './example-part.ts'
import { keys } from './sender.ts'

t.setTimeout(120_000)

const HANG_UP = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'
const WAITING = ['call-completed', 'queue', 'ai-gather', 'gather', 'instructions']

async function start(t: Test): Promise<ExamplePart & { readonly url: string }> {
  const env = { PORT: '0', TELNYX_PUBLIC_KEY: keys.publicKey, REDIS_URL: '' }
  const part = startPart('all-events', 'server.ts', env)
  t.teardown(() => part.kill('SIGKILL'))
  return { ...part, url: await part.waitForUrl() }
}

async function send(url: string, request: SignedRequest) {
  const response = await fetch(url, request)
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: await response.text(),
  }
}

function sign(type: (typeof sampleEventTypes)[number]): SignedRequest {
  return type === 'json'
    ? signedRequest({ keys, json: sampleEvent(type) })
    : signedRequest({ keys, fields: sampleEvent(type) })
}

/** The lines of the handler, but for the last one, which tells that there are no more. */
async function readLines({ url, lines }: Awaited<ReturnType<typeof start>>): Promise<unknown[]> {
  const last = sampleEvent('json', { id: 'the-last', event_type: 'test.last' })
  await send(url, signedRequest({ keys, json: last }))
  const find = () => lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
  await waitUntil(() => find().some((line) => line.json?.id === 'the-last'), 'the last line')
  return find().slice(0, -1)
}

t.test('the switch: a case for each of several types, JSON among them', async (t) => {
  const example = await start(t)
  const sent = [
    ...(['call-answered', 'call-dtmf', 'recording-completed', 'transcription'] as const),
    ...(['conference-join', 'conference-leave', 'json', 'call-completed'] as const),
  ]
  for (const type of sent) t.equal((await send(example.url, sign(type))).status, 200, type)
  const CallSid = sampleEvent('call-answered').CallSid
  const { RecordingSid, TranscriptionText } = sampleEvent('transcription')
  const lines = await readLines(example)
  t.match(lines, [
    { answered: { CallSid } },
    { pressed: { CallSid, Digit: sampleEvent('call-dtmf').Digit } },
    { recorded: { RecordingSid: sampleEvent('recording-completed').RecordingSid } },
    { transcribed: { RecordingSid, TranscriptionText } },
    { conference: { what: 'participant-join' } },
    { conference: { what: 'participant-leave' } },
    { json: { eventType: 'call.hangup', payload: { hangup_cause: 'normal_clearing' } } },
    { handled: { type: 'call-completed', CallSid, CallStatus: 'completed' } },
  ])
  t.equal(lines.length, sent.length)
})

t.test('JSON that is no call: a message, once however often it comes', async (t) => {
  const example = await start(t)
  const json = sampleEvent('json', { event_type: 'message.received', payload: { text: 'Hello' } })
  for (const _ of [1, 2]) t.equal((await send(example.url, signedRequest({ keys, json }))).status, 200)
  t.strictSame(await readLines(example), [
    { json: { id: json.data.id, eventType: 'message.received', payload: { text: 'Hello' } } },
  ])
})

t.test('every type: 200 with nothing in it, or TeXML where a caller waits for it, copies too', async (t) => {
  const example = await start(t)
  for (const what of ['the first', 'a copy']) {
    for (const type of sampleEventTypes) {
      const answer = await send(example.url, sign(type))
      t.equal(answer.status, 200, `${type}, ${what}`)
      t.equal(answer.body, WAITING.includes(type) ? HANG_UP : '')
      if (WAITING.includes(type)) t.match(answer.type, /^text\/xml/)
    }
  }
  const handled = (await readLines(example)).filter((line) => Object.hasOwn(line as object, 'handled'))
  t.equal(handled.length, 1, 'the end of the call is told once')
  t.match(example.errorLines, [/new to this version: AccountSid, CallSid, NewEvent/])
})

t.test('forged events get 403, and reach no case', async (t) => {
  const example = await start(t)
  const forgers = createTestKeys()
  const requests = [
    signedRequest({ keys: forgers, fields: sampleEvent('call-dtmf') }),
    signedRequest({ keys: forgers, json: sampleEvent('json') }),
  ]
  for (const request of requests) {
    const { status, body } = await send(example.url, request)
    t.equal(status, 403)
    t.equal(JSON.parse(body).code, 'signature_mismatch')
  }
  t.strictSame(await readLines(example), [])
})
