import assert from 'node:assert/strict'
import type { Delivery } from '@telnyx-call/core'
import { sampleCall, sampleEvent } from '@telnyx-call/testing'
import type { ConformanceCase, ScenarioCase } from '../case.ts'
import { accepted, acknowledged, refused, thrown } from '../expectations.ts'
import type { HostName } from '../host.ts'
import { calling, callingVariant, sending, signed } from '../requests.ts'

type Outcome = 'bytes' | 'consumed'

/**
 * Arrangements of body parsers in front of the guard, and whether the bytes can still be had: because the parser leaves
 * forms alone, or because someone kept them.
 */
const arrangements: readonly (readonly [readonly HostName[], string, Outcome])[] = [
  [['express', 'express4'], 'urlencoded', 'consumed'],
  [['express', 'express4'], 'urlencoded.verify', 'bytes'],
  [['express', 'express4'], 'urlencoded.simple.verify', 'bytes'],
  [['express', 'express4'], 'json', 'bytes'],
  [['express', 'express4'], 'json.verify', 'bytes'],
  [['express', 'express4'], 'text', 'bytes'],
  [['express', 'express4'], 'text.verify', 'bytes'],
  [['express', 'express4'], 'text.of-forms', 'bytes'],
  [['express', 'express4'], 'text.of-forms.verify', 'bytes'],
  [['express', 'express4'], 'raw', 'bytes'],
  [['express', 'express4'], 'raw.verify', 'bytes'],
  [['express', 'express4'], 'raw.of-forms', 'bytes'],
  [['express', 'express4'], 'raw.of-forms.verify', 'bytes'],
  [['koa'], '@koa/bodyparser', 'bytes'],
  [['koa'], '@koa/bodyparser.patch-node', 'bytes'],
  [['koa'], '@koa/bodyparser.json-only', 'bytes'],
  [['koa'], 'koa-bodyparser', 'bytes'],
  [['koa'], 'koa-bodyparser.json-only', 'bytes'],
  [['koa'], 'koa-body', 'consumed'],
  [['koa'], 'koa-body.include-unparsed', 'bytes'],
  [['koa'], 'koa-body.no-forms', 'bytes'],
  [['fastify'], 'formbody.before', 'bytes'],
  [['fastify'], 'formbody.after', 'bytes'],
  [['fastify'], 'raw-body.before', 'bytes'],
  [['fastify'], 'raw-body.after', 'bytes'],
  [['fastify'], 'raw-body.run-first', 'bytes'],
  [['fastify'], 'raw-body.bytes', 'bytes'],
  [['fastify'], 'raw-body.and-formbody', 'bytes'],
  [['fastify'], 'hook.reads-the-body', 'consumed'],
  [['fastify'], 'hook.passes-on-a-stream', 'bytes'],
  [['fastify'], 'hook.passes-on-a-pipeline', 'bytes'],
]

/** Beside the good call, a forged one: bytes that someone kept are no more trusted than others. */
const parserCases: ConformanceCase[] = arrangements.flatMap(([hosts, parser, outcome]) => {
  const id = `parser.${hosts[0]}.${parser}`
  const good = outcome === 'bytes' ? accepted(checkSample) : thrown('body_already_consumed')
  const forged = outcome === 'bytes' ? refused('signature_mismatch') : thrown('body_already_consumed')
  return [
    { id, hosts, parser, request: calling({ CallerId: 'Zoë + 東京 %' }), expect: good },
    { id: `${id}.forged`, hosts, parser, request: sending({ signer: 'stranger' }), expect: forged },
  ]
})

function checkSample({ fields }: { readonly fields: Readonly<Record<string, string>> }): void {
  assert.deepEqual({ ...fields }, sampleCall({ CallerId: 'Zoë + 東京 %' }))
}

/** What platforms do before any framework has the request, the same on every host. */
const frontCases: readonly ConformanceCase[] = [
  {
    id: 'front.keeps-bytes',
    why: 'Serverless platforms read the body and keep it as req.rawBody, beside the parsed req.body.',
    front: 'keep-bytes',
    request: calling({ CallerId: 'Zoë + 東京 %' }),
    expect: accepted(checkSample),
  },
  {
    id: 'front.keeps-bytes.not-utf8',
    front: 'keep-bytes',
    options: { events: ['unknown'] },
    request: sending({ body: Buffer.from([0xff, 0xfe, 0x3d, 0x80]) }),
    expect: { ...accepted(), event: { type: 'unknown', fields: { '\ufffd\ufffd': '\ufffd' } } },
  },
  {
    id: 'front.keeps-text.not-utf8',
    why: 'The text is not the bytes that were signed, and no key is to blame for it.',
    front: 'keep-text',
    request: sending({ body: Buffer.concat([Buffer.from('CallerId='), Buffer.from([0xff])]) }),
    expect: {
      ...refused('signature_mismatch'),
      checkAnswer: ({ body }) => assert.match(body.toString(), /kept the body as text/),
    },
  },
  {
    id: 'front.keeps-bytes.forged',
    front: 'keep-bytes',
    request: sending({ signer: 'stranger' }),
    expect: refused('signature_mismatch'),
  },
  {
    id: 'front.keeps-bytes.empty',
    front: 'keep-bytes',
    options: { events: ['unknown'] },
    request: sending({ body: '' }),
    expect: { ...accepted(), event: { type: 'unknown', fields: {} } },
  },
  {
    id: 'front.keeps-text',
    front: 'keep-text',
    request: calling({ CallerId: 'Zoë + 東京 %' }),
    expect: accepted(checkSample),
  },
  {
    id: 'front.keeps-text.acknowledged-event',
    front: 'keep-text',
    request: callingVariant('ringing'),
    expect: acknowledged,
  },
  {
    id: 'front.keeps-parsed-only',
    why: 'A parsed form cannot be written out again as the bytes that were signed.',
    front: 'keep-parsed-only',
    request: signed,
    expect: {
      ...thrown('body_already_consumed'),
      checkError: (error) => assert.match(String(error), /rawBody/),
    },
  },
  {
    id: 'front.keeps-parsed-only.throw',
    front: 'keep-parsed-only',
    options: { refusals: 'throw' },
    request: signed,
    expect: thrown('body_already_consumed'),
  },
  {
    id: 'front.keeps-parsed-only.forged',
    front: 'keep-parsed-only',
    request: sending({ signer: 'stranger' }),
    expect: thrown('body_already_consumed'),
  },
  {
    id: 'front.keeps-parsed-only.missing-signature',
    why: 'What can be told without the body is told the sender all the same.',
    front: 'keep-parsed-only',
    request: sending({ headers: { 'telnyx-signature-ed25519': undefined } }),
    expect: refused('missing_signature'),
  },
  {
    id: 'front.hesitates',
    why: 'A middleware that awaits something in front of the guard loses no byte.',
    front: 'hesitate',
    request: (keys) => ({ ...signed(keys), framing: 'chunked' }),
    expect: accepted(),
  },
  {
    id: 'front.hesitates.empty-body',
    front: 'hesitate',
    options: { events: ['unknown'] },
    request: sending({ body: '' }),
    expect: { ...accepted(), event: { type: 'unknown', fields: {} } },
  },
]

/** The guard has read the body, and whatever reads it next finds the signed bytes all the same. */
const parsersBehind: ScenarioCase[] = (
  [
    ['express', 'urlencoded'],
    ['express4', 'urlencoded'],
    ['express', 'raw.of-forms'],
    ['express4', 'raw.of-forms'],
    ['express', 'text.of-forms'],
    ['express4', 'text.of-forms'],
    ['koa', '@koa/bodyparser'],
    ['koa', 'koa-bodyparser'],
    ['koa2', 'koa-bodyparser'],
    ['koa', 'koa-body'],
    ['koa2', 'koa-body'],
  ] as const
).flatMap(([host, parserBehind]) =>
  (['content-length', 'chunked', 'in-pieces', 'empty'] as const).map((sent) => ({
    id: `parser.behind.${host}.${parserBehind}.${sent}`,
    hosts: [host],
    parserBehind,
    options: { events: 'all' },
    play: async ({ keys, send, running }) => {
      const request =
        sent === 'empty' ? signed(keys, { body: '' }) : calling({ CallerId: 'Zoë + 東京 %' })(keys)
      const framing = sent === 'chunked' ? 'chunked' : 'content-length'
      const pieces = sent === 'in-pieces' ? { pieces: 20 } : {}
      assert.equal((await send({ ...request, framing, ...pieces })).status, 200)
      assert.deepEqual(readFields(running.handled[0]?.body), sent === 'empty' ? {} : { ...SAMPLE })
    },
  })),
)

const JSON_BODY = JSON.stringify(sampleEvent('json', { payload: { text: 'Zoë + 東京 %' } }))

/** JSON webhooks meet the parsers that leave forms alone. */
const jsonCases: readonly ConformanceCase[] = (
  [
    [['express', 'express4'], 'json', 'consumed'],
    [['express', 'express4'], 'json.verify', 'bytes'],
    [['express', 'express4'], 'urlencoded', 'bytes'],
    [['koa'], '@koa/bodyparser', 'bytes'],
    [['koa'], 'koa-bodyparser', 'bytes'],
    [['koa'], 'koa-body', 'consumed'],
    [['koa'], 'koa-body.include-unparsed', 'bytes'],
    [['fastify'], 'formbody.before', 'bytes'],
    [['fastify'], 'raw-body.before', 'bytes'],
  ] satisfies [HostName[], string, Outcome][]
).map(([hosts, parser, outcome]) => ({
  id: `parser.json.${hosts[0]}.${parser}`,
  hosts,
  parser,
  options: { events: ['json'] },
  request: sending({ body: JSON_BODY, headers: { 'content-type': 'application/json' } }),
  expect: outcome === 'bytes' ? accepted(checkJson) : thrown('body_already_consumed'),
}))

function checkJson({ event, rawBody }: Delivery): void {
  assert.equal(Buffer.from(rawBody).toString(), JSON_BODY)
  assert.deepEqual(event.type === 'json' && event.payload, { text: 'Zoë + 東京 %' })
}

const jsonBehind: readonly ScenarioCase[] = (
  [
    ['express', 'json'],
    ['express4', 'json'],
    ['koa', '@koa/bodyparser'],
    ['koa2', 'koa-bodyparser'],
  ] as const
).map(([host, parserBehind]) => ({
  id: `parser.json.behind.${host}.${parserBehind}`,
  hosts: [host],
  parserBehind,
  options: { events: ['json'] },
  play: async ({ keys, send, running }) => {
    const request = signed(keys, { body: JSON_BODY, headers: { 'content-type': 'application/json' } })
    assert.equal((await send(request)).status, 200)
    assert.deepEqual(running.handled[0]?.body, JSON.parse(JSON_BODY))
  },
}))

const SAMPLE = sampleCall({ CallerId: 'Zoë + 東京 %' })

/** Of the form as a parser leaves it: decoded, or its bytes or text. */
function readFields(body: unknown): object {
  const form =
    typeof body === 'string' || Buffer.isBuffer(body) ? new URLSearchParams(body.toString()) : undefined
  return form ? Object.fromEntries(form) : { ...(body as object) }
}

const guardedTwice: ConformanceCase = {
  id: 'parser.guarded-twice',
  why: 'The first guard has read the body, and it is not a parser that is to be moved.',
  hosts: ['express', 'express4', 'koa', 'koa2', 'fetch'],
  isGuardedTwice: true,
  request: signed,
  expect: {
    ...thrown('body_already_consumed'),
    checkError: (error) => assert.match(String(error), /twice/),
  },
}

const fastifyBody: ConformanceCase = {
  id: 'parser.behind.fastify',
  why: 'Fastify parses nothing there: the body is the signed bytes.',
  hosts: ['fastify'],
  play: async ({ keys, send, running }) => {
    const request = calling({ CallerId: 'Zoë + 東京 %' })(keys)
    assert.equal((await send(request)).status, 200)
    assert.ok(Buffer.isBuffer(running.handled[0]?.body))
    assert.deepEqual(running.handled[0]?.body, request.body)
  },
}

export const bodyParserCases: readonly ConformanceCase[] = [
  ...parserCases,
  ...frontCases,
  ...parsersBehind,
  ...jsonCases,
  ...jsonBehind,
  fastifyBody,
  guardedTwice,
]
