import assert from 'node:assert/strict'
import type { ConformanceCase } from '../case.ts'
import { HANDLER_FAILURE, type HandlerBehaviour } from '../host.ts'
import { callingVariant, signed } from '../requests.ts'

/** What the handler does, and the status that the sender must see: exactly 200 for any success, others as they are. */
const statuses: ConformanceCase[] = (
  [
    ['answers-200', { status: 200 }, 200],
    ['answers-201', { status: 201 }, 200],
    ['answers-202-with-json', { status: 202, json: { queued: true } }, 200],
    ['answers-204', { status: 204 }, 200],
    ['answers-206', { status: 206 }, 200],
    ['answers-nothing', {}, 200],
    ['answers-nothing-late', { late: true }, 200],
    ['answers-201-late', { status: 201, json: { queued: true }, late: true }, 200],
    ['answers-400', { status: 400, json: { wrong: true } }, 400],
    ['answers-404', { status: 404 }, 404],
    ['answers-404-with-json', { status: 404, json: { found: false } }, 404],
    ['answers-409', { status: 409 }, 409],
    ['answers-500', { status: 500 }, 500],
    ['answers-500-with-json', { status: 500, json: { broken: true } }, 500],
    ['answers-503-late', { status: 503, late: true }, 503],
  ] satisfies [string, HandlerBehaviour, number][]
).map(([name, handler, status]) => ({
  id: `handler.${name}`,
  handler,
  request: signed,
  expect: {
    status,
    calls: 1,
    checkAnswer: (answer) => {
      const { json } = handler as HandlerBehaviour
      if (json !== undefined) assert.equal(answer.body.toString(), JSON.stringify(json))
    },
  },
}))

const failures: ConformanceCase[] = (['throws', 'rejects'] as const).map((failure) => ({
  id: `handler.${failure}`,
  handler: { failure },
  request: signed,
  expect: {
    status: 500,
    calls: 1,
    isThrown: true,
    checkError: (error) => assert.equal((error as Error).message, HANDLER_FAILURE),
  },
}))

export const handlerCases: readonly ConformanceCase[] = [
  ...statuses,
  {
    id: 'handler.answers-json',
    handler: { status: 200, json: { handled: true } },
    request: signed,
    expect: {
      status: 200,
      calls: 1,
      checkAnswer: ({ headers, body }) => {
        assert.match(String(headers['content-type']), /^application\/json/)
        assert.equal(body.toString(), '{"handled":true}')
      },
    },
  },
  ...failures,
  {
    id: 'handler.passed-event-answers-204',
    options: { events: ['call-ringing'] },
    handler: { status: 204 },
    request: callingVariant('ringing'),
    expect: { status: 200, calls: 1 },
  },
]
