import assert from 'node:assert/strict'
import { sampleCall } from '@telnyx-call/testing'
import type { ConformanceCase } from '../case.ts'
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
    request: sending({ body: Buffer.from([0xff, 0xfe, 0x3d, 0x80]) }),
    expect: refused('schema_mismatch', 'CallSid'),
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
    request: sending({ body: '' }),
    expect: refused('schema_mismatch', 'CallSid'),
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
    request: sending({ body: '' }),
    expect: refused('schema_mismatch', 'CallSid'),
  },
]

export const bodyParserCases: readonly ConformanceCase[] = [...parserCases, ...frontCases]
