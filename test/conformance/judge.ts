import assert from 'node:assert/strict'
import type { Delivery, RefusalCode } from '@telnyx-call/core'
import type { Expectation, Stage } from './case.ts'
import { REFUSAL_HEADERS } from './expectations.ts'
import type { Host } from './host.ts'
import type { WireAnswer, WireRequest } from './wire.ts'

/** Refusals of deliveries that Telnyx did sign: what they brought must not be lost. */
const AUTHENTIC: ReadonlySet<RefusalCode> = new Set([
  'timestamp_too_old',
  'timestamp_in_future',
  'schema_mismatch',
  'instructions_not_handled',
  'delivery_in_progress',
  'store_unavailable',
  'sender_gone',
])

const PROBLEM_MEMBERS = ['type', 'title', 'status', 'detail', 'code', 'help']

/** Holds what came of a request against what must come of it, with what holds for every answer besides. */
export function judge(
  expect: Expectation,
  request: WireRequest,
  answer: WireAnswer,
  host: Host,
  stage: Stage,
): void {
  assert.equal(answer.status, expect.status, `status; the answer was ${answer.body}`)
  judgeHandler(expect, stage)
  if (!expect.isAnsweredByServer) judgeRefusals(expect, request, stage)
  judgeErrors(expect, request, stage)
  if (expect.code !== undefined && !expect.isThrown) judgeProblem(expect, request, answer, host)
  if (expect.isThrown || expect.calls === 1) {
    assert.notEqual(answer.headers['content-type'], 'application/problem+json')
  }
  if (expect.calls === 0) {
    assertNothingLeaks(request, `${answer.body}${Object.values(answer.headers).join()}`, stage)
  }
  expect.checkAnswer?.(answer)
}

function judgeHandler(expect: Expectation, { running, keys }: Stage): void {
  assert.equal(running.handled.length, expect.calls, 'times that the handler ran')
  const [handled] = running.handled
  if (handled === undefined) return
  const delivery: Delivery | undefined = handled.delivery
  assert.ok(delivery, 'the request of a handler that runs has its delivery')
  assert.equal(handled.call, delivery.call, 'the call on the request is the call of the delivery')
  assert.ok(handled.event, 'the request of a handler that runs has its event')
  assert.equal(handled.event, delivery.event, 'the event on the request is the event of the delivery')
  if (expect.event) assert.deepEqual(structuredClone(handled.event), expect.event)
  expect.check?.(delivery, keys)
}

function judgeRefusals(expect: Expectation, request: WireRequest, { refused }: Stage): void {
  const codes = refused.map(({ refusal }) => refusal.code)
  const expected = expect.isTold ?? (expect.code === undefined ? [] : [expect.code])
  assert.deepEqual(codes, expected, 'what onRefused was told')
  for (const told of refused) {
    const rawBody =
      AUTHENTIC.has(told.refusal.code) && !expect.isUnvouched ? Buffer.from(request.body) : undefined
    assert.deepEqual(told.context.rawBody && Buffer.from(told.context.rawBody), rawBody)
    expect.checkRefused?.(told)
  }
}

function judgeErrors(expect: Expectation, request: WireRequest, stage: Stage): void {
  // Fastify also reports what is wrong with a connection there, which is no concern of ours.
  if (expect.isAnsweredByServer) return
  const { running } = stage
  assert.equal(running.errors.length, expect.isThrown ? 1 : 0, `errors that the host saw: ${running.errors}`)
  const [error] = running.errors
  if (error === undefined) return
  assert.ok(error instanceof Error)
  expect.checkError?.(error)
  if (expect.code === undefined) return
  assertNothingLeaks(request, error.message, stage)
  const { code, status, statusCode, expose, headers, cause } = error as Error & Record<string, unknown>
  assert.deepEqual(
    { code, status, statusCode, expose },
    { code: expect.code, status: expect.status, statusCode: expect.status, expose: expect.status < 500 },
  )
  assert.deepEqual({ ...(headers as object), ...REFUSAL_HEADERS[expect.code] }, { ...(headers as object) })
  assert.equal((cause as { code?: unknown }).code, expect.code, 'the cause is the refusal')
}

function judgeProblem(expect: Expectation, request: WireRequest, answer: WireAnswer, host: Host): void {
  assert.equal(answer.headers['content-type'], 'application/problem+json')
  const due = expect.code === undefined ? {} : REFUSAL_HEADERS[expect.code]
  for (const [name, value] of Object.entries(due ?? {})) {
    if (name !== 'connection' || host.ownsConnection) assert.equal(answer.headers[name], value, name)
  }
  if (request.method === 'HEAD') return
  const problem: Record<string, unknown> = JSON.parse(answer.body.toString())
  assert.deepEqual(Object.keys(problem), PROBLEM_MEMBERS)
  assert.equal(problem.status, answer.status)
  assert.equal(problem.code, expect.code)
  for (const name of ['type', 'title', 'detail', 'help']) assert.match(String(problem[name]), /\w/, name)
  for (const name of expect.names ?? []) assert.match(String(problem.detail), new RegExp(`\\b${name}\\b`))
  assert.equal(answer.headers['content-length'], String(answer.body.length))
}

/** No value of a header or of the form, and no key, may come back: whoever sent it may not be who it says. */
function assertNothingLeaks(request: WireRequest, text: string, { keys }: Stage): void {
  const values = [...new URLSearchParams(Buffer.from(request.body).toString()).values()]
  const headerValues = request.headers.filter(([name]) => name !== 'content-type').map(([, value]) => value)
  const secrets = [...values, ...headerValues, keys.telnyx.publicKey, keys.next.publicKey]
  for (const secret of secrets) {
    if (secret.length >= 8) assert.ok(!text.includes(secret), `the answer holds ${secret}`)
  }
}
