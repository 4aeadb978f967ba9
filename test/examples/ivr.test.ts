import { createTestKeys, type SampleOverrides, sampleEvent, signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { type ExamplePart, startPart, waitUntil } from './example-part.ts'
import { keys } from './sender.ts'

t.setTimeout(120_000)

const PUBLIC_URL = 'https://ivr.example.com'
const CALL_SID = 'v3:caller'

interface Ivr extends ExamplePart {
  /** Sends a form to a route, signed. */
  post(path: string, fields: Record<string, string>, signingKeys?: typeof keys): Promise<TexmlAnswer>
}

interface TexmlAnswer {
  readonly status: number
  readonly type: string | null
  readonly body: string
}

async function startIvr(t: Test): Promise<Ivr> {
  const env = {
    PORT: '0',
    TELNYX_PUBLIC_KEY: keys.publicKey,
    REDIS_URL: '',
    PUBLIC_URL,
    OPERATOR: '+15550142',
  }
  const part = startPart('ivr', 'server.ts', env)
  t.teardown(() => part.kill('SIGKILL'))
  const statusUrl = await part.waitForUrl()
  return {
    ...part,
    post: async (path, fields, signingKeys = keys) => {
      const response = await fetch(new URL(path, statusUrl), signedRequest({ keys: signingKeys, fields }))
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        body: await response.text(),
      }
    },
  }
}

const press = (Digits: string) => sampleEvent('gather', { CallSid: CALL_SID, ...keyed, Digits })
const keyed = { Confidence: undefined, SpeechResult: undefined }
const askForInstructions = () => sampleEvent('instructions', { CallSid: CALL_SID })
const endDial = (fields?: SampleOverrides) => sampleEvent('call-completed', { CallSid: CALL_SID, ...fields })

const gather = (path: string) => new RegExp(`<Gather action="${PUBLIC_URL}${path}"`)
const mainMenu = gather('/ivr/main-menu')
const supportMenu = gather('/ivr/support-menu')

function isTexml(t: Test, answer: TexmlAnswer, pattern: RegExp, what: string): void {
  t.equal(answer.status, 200, what)
  t.match(answer.type, /^text\/xml/)
  t.match(answer.body, /^<\?xml version="1.0" encoding="UTF-8"\?><Response>.*<\/Response>$/)
  t.match(answer.body, pattern)
}

t.test('a caller is led from the voice URL through both menus to a person', async (t) => {
  const { post } = await startIvr(t)
  isTexml(t, await post('/ivr/voice', askForInstructions()), mainMenu, 'the voice URL')
  isTexml(t, await post('/ivr/main-menu', press('1')), supportMenu, 'the first 1: the second menu')
  const dial = new RegExp(
    `<Dial action="${PUBLIC_URL}/ivr/dialed" method="POST"><Number>\\+15550142</Number></Dial>`,
  )
  isTexml(t, await post('/ivr/support-menu', press('1')), dial, 'the second 1: a person')
  isTexml(t, await post('/ivr/dialed', endDial()), /Goodbye\.<\/Say><Hangup\/>/, 'after the Dial')
})

t.test('two Gathers with the same digit on one call, and the same URL, get two documents', async (t) => {
  const { post } = await startIvr(t)
  const hours = /<Say>We are open from nine to five\.<\/Say><Redirect>[^<]*\/ivr\/voice<\/Redirect>/
  for (const what of ['the first', 'the second']) {
    isTexml(t, await post('/ivr/main-menu', press('2')), hours, what)
  }
  const both = await Promise.all([post('/ivr/main-menu', press('2')), post('/ivr/main-menu', press('2'))])
  for (const answer of both) isTexml(t, answer, hours, 'at the same time')
})

t.test('a Gather that timed out, and a key that is not on the menu, get the menu again', async (t) => {
  const { post } = await startIvr(t)
  const timedOut = sampleEvent('gather', { CallSid: CALL_SID, ...keyed, Digits: undefined })
  for (const path of ['/ivr/main-menu', '/ivr/support-menu']) {
    isTexml(t, await post(path, timedOut), mainMenu, `${path} timed out`)
    isTexml(t, await post(path, press('7')), mainMenu, `${path}, 7`)
  }
})

t.test('what a caller says is escaped', async (t) => {
  const { post } = await startIvr(t)
  const spoken = sampleEvent('gather', { Digits: undefined, SpeechResult: 'R&D\u0007 <Hangup/> ]]> "é"' })
  const { body } = await post('/ivr/main-menu', spoken)
  t.match(body, 'You chose R&amp;D &lt;Hangup/&gt; ]]&gt; "é", which')
})

t.test('a Dial action: told once, and answered with TeXML whenever it comes', async (t) => {
  const { post, lines } = await startIvr(t)
  for (const what of ['the first', 'redelivered', 'again']) {
    isTexml(t, await post('/ivr/dialed', endDial()), /<Hangup\/>/, what)
  }
  const copies = await Promise.all([1, 2, 3].map(() => post('/ivr/dialed', endDial({ CallSid: 'v3:other' }))))
  for (const copy of copies) isTexml(t, copy, /<Hangup\/>/, 'at the same time')
  const unanswered = endDial({ CallSid: 'v3:unanswered', DialCallStatus: 'no-answer' })
  isTexml(t, await post('/ivr/dialed', unanswered), mainMenu, 'nobody answered')

  const findDialed = () => lines.filter((line) => line.startsWith('{"dialed":'))
  await waitUntil(() => findDialed().some((line) => line.includes('v3:unanswered')), 'the last line')
  t.strictSame(
    findDialed().map((line) => JSON.parse(line)),
    [
      { dialed: CALL_SID, DialCallStatus: 'completed' },
      { dialed: 'v3:other', DialCallStatus: 'completed' },
      { dialed: 'v3:unanswered', DialCallStatus: 'no-answer' },
    ],
  )
})

t.test('the status callback: what was asked for is told once, and the rest is acknowledged', async (t) => {
  const { post, lines } = await startIvr(t)
  const dialFields = {
    DialCallDuration: undefined,
    DialCallSid: undefined,
    DialCallSidLegacy: undefined,
    DialCallStatus: undefined,
  }
  const sent = [
    sampleEvent('call-initiated', { CallSid: CALL_SID }),
    sampleEvent('call-ringing', { CallSid: CALL_SID }),
    sampleEvent('call-answered', { CallSid: CALL_SID }),
    sampleEvent('call-answered', { CallSid: CALL_SID }),
    sampleEvent('recording-completed', { CallSid: CALL_SID }),
    endDial(dialFields),
    endDial(dialFields),
  ]
  for (const fields of sent) {
    t.match(await post('/webhooks/telnyx', fields), { status: 200, body: '' })
  }
  const findTold = () => lines.filter((line) => /^\{"(answered|handled)":/.test(line))
  await waitUntil(() => findTold().some((line) => line.startsWith('{"handled":')), 'the end of the call')
  t.match(
    findTold().map((line) => JSON.parse(line)),
    [{ answered: CALL_SID }, { handled: { CallSid: CALL_SID, CallStatus: 'completed' } }],
  )
  t.equal(findTold().length, 2)
})

t.test('one event that is sent to both URLs is handled at each', async (t) => {
  const { post, lines } = await startIvr(t)
  isTexml(t, await post('/ivr/dialed', endDial()), /<Hangup\/>/, 'the Dial action')
  t.match(await post('/webhooks/telnyx', endDial()), { status: 200, body: '' })
  await waitUntil(() => lines.some((line) => line.startsWith('{"handled":')), 'the status callback')
  t.equal(lines.filter((line) => line.startsWith('{"dialed":')).length, 1)
})

t.test('forged requests get 403 on every route, and what a route does not take gets 501', async (t) => {
  const { post, lines } = await startIvr(t)
  const forgers = createTestKeys()
  const requests: Record<string, Record<string, string>> = {
    '/ivr/voice': askForInstructions(),
    '/ivr/main-menu': press('1'),
    '/ivr/support-menu': press('1'),
    '/ivr/dialed': endDial(),
    '/webhooks/telnyx': endDial(),
  }
  for (const [path, fields] of Object.entries(requests)) {
    const forged = await post(path, fields, forgers)
    t.equal(forged.status, 403, path)
    t.equal(JSON.parse(forged.body).code, 'signature_mismatch')
    t.equal(forged.type, 'application/problem+json')
  }
  for (const path of ['/ivr/voice', '/ivr/dialed', '/webhooks/telnyx']) {
    const misplaced = await post(path, press('1'))
    t.equal(misplaced.status, 501, `a Gather at ${path}`)
    t.equal(JSON.parse(misplaced.body).code, 'instructions_not_handled')
  }
  t.strictSame(
    lines.filter((line) => line.startsWith('{')),
    [],
    'no handler has run',
  )
})
