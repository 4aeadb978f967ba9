import assert from 'node:assert/strict'
import type { ConformanceCase } from '../case.ts'
import { accepted, acknowledged, refused, unreadable } from '../expectations.ts'
import { callingOfLength, callingWith, sending, signed } from '../requests.ts'

const DEFAULT_LIMIT = 65_536
const LIMIT = 2500

export const sizeCases: readonly ConformanceCase[] = [
  {
    id: 'size.default-limit',
    request: callingOfLength(DEFAULT_LIMIT),
    expect: accepted(({ rawBody }) => assert.equal(rawBody.byteLength, DEFAULT_LIMIT)),
  },
  {
    id: 'size.default-limit.one-more',
    request: callingOfLength(DEFAULT_LIMIT + 1),
    expect: refused('body_too_large'),
  },
  {
    id: 'size.limit',
    options: { bodyLimit: LIMIT },
    request: callingOfLength(LIMIT),
    expect: accepted(),
  },
  {
    id: 'size.limit.one-more',
    options: { bodyLimit: LIMIT },
    request: callingOfLength(LIMIT + 1),
    expect: refused('body_too_large'),
  },
  {
    id: 'size.limit.chunked',
    options: { bodyLimit: LIMIT },
    request: (keys) => ({ ...callingOfLength(LIMIT)(keys), framing: 'chunked' }),
    expect: accepted(),
  },
  {
    id: 'size.limit.chunked.one-more',
    options: { bodyLimit: LIMIT },
    request: (keys) => ({ ...callingOfLength(LIMIT + 1)(keys), framing: 'chunked' }),
    expect: refused('body_too_large'),
  },
  {
    id: 'size.limit.chunked.never-ending',
    why: 'Answered as soon as the limit is passed: a sender that never ends must not hold anything.',
    options: { bodyLimit: LIMIT },
    request: (keys) => ({ ...callingOfLength(LIMIT + 1)(keys), framing: 'unfinished' }),
    expect: refused('body_too_large'),
  },
  {
    id: 'size.limit.chunked.much-more',
    options: { bodyLimit: LIMIT },
    request: (keys) => ({ ...callingOfLength(1_000_000)(keys), framing: 'chunked' }),
    expect: refused('body_too_large'),
  },
  {
    id: 'size.raised-above-a-framework-default',
    why: 'Express and Koa parsers stop at 100 KB or less, Fastify at 1 MiB; bodyLimit alone decides here.',
    options: { bodyLimit: 2_000_000 },
    request: callingOfLength(1_500_000),
    expect: accepted(({ rawBody }) => assert.equal(rawBody.byteLength, 1_500_000)),
  },
  {
    id: 'size.announced-only',
    why: 'Found from content-length, before a byte of the body has come.',
    request: (keys) => ({ ...signed(keys, { body: '' }), framing: 100_000_000 }),
    expect: refused('body_too_large'),
  },
  {
    id: 'size.kept-bytes-over-the-limit',
    options: { bodyLimit: LIMIT },
    front: 'keep-bytes',
    request: (keys) => ({ ...callingOfLength(LIMIT + 1)(keys), framing: 'chunked' }),
    expect: refused('body_too_large'),
  },
  {
    id: 'framing.chunked',
    request: (keys) => ({ ...signed(keys), framing: 'chunked' }),
    expect: accepted(),
  },
  {
    id: 'framing.chunked.empty',
    request: (keys) => ({ ...signed(keys, { body: '' }), framing: 'chunked' }),
    expect: acknowledged,
  },
  {
    id: 'framing.empty-body',
    request: sending({ body: '' }),
    expect: acknowledged,
  },
  {
    id: 'framing.no-body',
    request: (keys) => ({ ...signed(keys, { body: '' }), framing: 'none' }),
    expect: acknowledged,
  },
  {
    id: 'framing.in-pieces',
    request: (keys) => ({ ...signed(keys), pieces: 20 }),
    expect: accepted(),
  },
  {
    id: 'framing.pieces-split-a-letter',
    request: (keys) => ({ ...callingWith('CallerId=東京東京東京東京東京')(keys), pieces: 100 }),
    expect: accepted(({ call }) => assert.equal(call?.CallerId, '東京東京東京東京東京')),
  },
  {
    id: 'framing.content-length-too-large',
    needs: ['sockets', 'node-framing'],
    why: 'The sender ends before it has sent what it announced; Node tells it so, and the refusal is for the log.',
    request: (keys) => ({ ...signed(keys), framing: 5000, halfClose: true }),
    expect: unreadable,
  },
  {
    id: 'framing.content-length-too-small',
    needs: ['sockets', 'node-framing'],
    why: 'The body ends where it was announced to end, and what comes after it is no request.',
    request: (keys) => ({ ...signed(keys), framing: 10 }),
    expect: { ...refused('signature_mismatch'), isUnvouched: true },
  },
  {
    id: 'framing.content-length-of-0-before-a-body',
    needs: ['sockets', 'node-framing'],
    request: (keys) => ({ ...signed(keys), framing: 0 }),
    expect: unreadable,
  },
  {
    id: 'framing.both-length-and-chunks',
    needs: ['sockets', 'node-framing'],
    why: 'Two framings in one request are how requests are smuggled (RFC 9112, 6.3).',
    request: (keys) => ({ ...signed(keys, { headers: { 'content-length': '10' } }), framing: 'chunked' }),
    expect: unreadable,
  },
  {
    id: 'framing.expect-100-continue',
    request: sending({ headers: { expect: '100-continue' } }),
    expect: accepted(),
  },
]
