import { once } from 'node:events'
import { createMemoryStore, type DeliveryStore } from '@telnyx-call/core'
import { sampleCall } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { readPort } from '../conformance/server.ts'
import { Connection, pause, type WireRequest } from '../conformance/wire.ts'
import { type Arrangement, arrangements, CLAIM_MS } from './bent-responses.ts'
import { encodeRequest, keys, postCall, postForgedCall, splitRequest } from './calls.ts'
import { type ExchangeWatch, waitUntil, watched } from './exchange-watch.ts'
import { openHttp2, postByHttp2 } from './http2-post.ts'
import { http1Hosts, http2Hosts, type MatrixHostMaker } from './matrix-hosts.ts'

t.setTimeout(300_000)

/** What comes of a request, as far as the guard can tell. */
interface Ending {
  readonly createRequest: () => WireRequest
  /** The status where the client gets an answer. */
  readonly status: number
  /** Whether the handler runs where nothing is in its way. */
  readonly isAccepted: boolean
  readonly isHandlerFailing?: boolean
  readonly refusals?: 'throw'
  readonly isBodyBroken?: boolean
}

const ringing = { CallStatus: 'ringing', CallbackSource: 'call-progress-events', CallSid: 'one-call' }
const postRinging = () => postCall({ fields: { ...sampleCall(), ...ringing } })

const endings: Readonly<Record<string, Ending>> = {
  accepted: { createRequest: postCall, status: 200, isAccepted: true },
  acknowledged: { createRequest: postRinging, status: 200, isAccepted: false },
  refused: { createRequest: postForgedCall, status: 403, isAccepted: false },
  'refused and thrown': { createRequest: postForgedCall, status: 403, isAccepted: false, refusals: 'throw' },
  'the handler throws': { createRequest: postCall, status: 500, isAccepted: true, isHandlerFailing: true },
  'body broken': { createRequest: postCall, status: 400, isAccepted: false, isBodyBroken: true },
}

/** Runs that do not end are given up after this time. */
const HANDLING_LIMIT_MS = 400
const PATIENCE_MS = 2 * HANDLING_LIMIT_MS
const GRACE_MS = 30

for (const [hostName, start] of Object.entries({ ...http1Hosts, ...http2Hosts })) {
  t.test(hostName, async (t) => {
    for (const [arrangementName, arrangement] of Object.entries(arrangements)) {
      if (arrangement.isHttp2 && !(hostName in http2Hosts)) continue
      await t.test(arrangementName, async (t) => {
        for (const [endingName, ending] of Object.entries(endings)) {
          await t.test(
            endingName,
            watched((t, watch) => playCell(t, watch, { start, arrangement, ending })),
          )
        }
      })
    }
  })
}

interface Cell {
  readonly start: MatrixHostMaker
  readonly arrangement: Arrangement
  readonly ending: Ending
}

async function playCell(t: Test, watch: ExchangeWatch, { start, arrangement, ending }: Cell): Promise<void> {
  let runCount = 0
  const run = () => {
    runCount += 1
    if (ending.isHandlerFailing) throw new Error('the handler failed, as this test wants')
  }
  const {
    bend,
    isHijacked = false,
    isHttp2 = false,
    isErrorHandled = false,
    isStoreSlow = false,
  } = arrangement
  const options = {
    publicKey: keys.publicKey,
    deduplication: { handlingLimitMs: HANDLING_LIMIT_MS, ...(isStoreSlow && { store: createSlowStore() }) },
    ...(ending.refusals && { refusals: ending.refusals }),
  }
  const host = await start({ options, bend, run, isHijacked, isHttp2, isErrorHandled })
  await once(host.server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => host.close())
  const send = isHttp2 ? sendByHttp2 : sendByHttp1
  const answered = send(t, readPort(host.server), ending)

  const isAnswered = arrangement.isAnswerable && !ending.isBodyBroken
  if (isAnswered) t.equal(await answered, ending.status)
  await waitUntil(() => isOver(watch), PATIENCE_MS)
  await pause(GRACE_MS)
  const exchanges = (events: readonly { exchange: symbol }[]) => events.map(({ exchange }) => exchange)
  t.strictSame(
    exchanges(watch.settled),
    exchanges(watch.accepted),
    'what was accepted is settled once, and nothing else',
  )
  t.equal(watch.accepted.length, runCount, 'what is accepted reaches the handler')
  const isRun = ending.isAccepted && arrangement.outcomes.length > 0
  t.equal(runCount, isRun ? 1 : 0, 'runs of the handler')
  const outcomes = ending.isHandlerFailing ? ['failed'] : arrangement.outcomes
  for (const { outcome } of watch.settled) t.ok(outcomes.includes(outcome), outcome)
}

/** Whether something has come of the request, as far as the guard can tell. */
function isOver({ accepted, settled, acknowledged, refused }: ExchangeWatch): boolean {
  return acknowledged.length + refused.length + settled.length > 0 && settled.length >= accepted.length
}

async function sendByHttp1(t: Test, port: number, ending: Ending): Promise<number | undefined> {
  const connection = await Connection.open(port)
  t.teardown(() => connection.destroy())
  const request = ending.createRequest()
  if (ending.isBodyBroken) {
    connection.write(splitRequest(request)[0])
    await pause(GRACE_MS)
    connection.destroy()
    return undefined
  }
  connection.write(encodeRequest(request))
  const answered = connection.readAnswer().then(
    ({ status }) => status,
    () => undefined,
  )
  return Promise.race([answered, pause(PATIENCE_MS).then(() => undefined)])
}

async function sendByHttp2(t: Test, port: number, ending: Ending): Promise<number | undefined> {
  const session = await openHttp2(port)
  t.teardown(() => session.destroy())
  const bodyBreak = ending.isBodyBroken ? ({ afterBytes: 100, pauseMs: 'abort' } as const) : undefined
  const answered = postByHttp2(session, ending.createRequest(), bodyBreak)
  return Promise.race([answered, pause(PATIENCE_MS).then(() => undefined)])
}

function createSlowStore(): DeliveryStore {
  const memory = createMemoryStore()
  return {
    ...memory,
    claim: async (...parameters) => {
      await pause(CLAIM_MS)
      return memory.claim(...parameters)
    },
  }
}
