import {
  createTestKeys,
  type SignedRequest,
  sampleCall,
  sampleEvent,
  signedRequest,
} from '@telnyx-call/testing'
import { keys } from './requests.ts'

/** One request of the day, and whether the guard should accept its signature and time. */
export interface DayRequest {
  readonly request: SignedRequest
  readonly isGenuine: boolean
}

const CALLS = 47
const ENDS = ['completed', 'completed', 'completed', 'busy', 'no-answer', 'completed', 'failed'] as const
const strangersKeys = createTestKeys()

/**
 * A day of 300 requests: 47 calls with their events over the last 24 hours, copies of some, keys pressed and JSON webhooks in between, and
 * requests that are forged, tampered with or stale.
 */
export function createDay(): DayRequest[] {
  const events = Array.from({ length: CALLS }, (_, index) => listCallEvents(index)).flat()
  const genuine = [...events, ...events.filter((_, index) => index % 9 === 0)].map((fields) =>
    signedRequest({ keys, fields }),
  )
  const pressedKeys = Array.from({ length: 12 }, (_, index) =>
    signedRequest({
      keys,
      fields: sampleEvent('gather', { CallSid: nameCall(index), Digits: `${index % 10}` }),
    }),
  )
  const webhooks = Array.from({ length: 8 }, (_, index) =>
    signedRequest({ keys, json: sampleEvent('json', { id: `demo-${index}` }) }),
  )
  const good = [...genuine, ...pressedKeys, ...webhooks]
  const bad = Array.from({ length: 300 - good.length }, (_, index) => spoil(index))
  return mix([
    ...good.map((request) => ({ request, isGenuine: true })),
    ...bad.map((request) => ({ request, isGenuine: false })),
  ])
}

function listCallEvents(index: number): Record<string, string>[] {
  const end = ENDS[index % ENDS.length] ?? 'completed'
  const startMs = Date.now() - 86_400_000 + ((index + 1) * 86_000_000) / CALLS
  const ringSeconds = 2 + (index % 9)
  const talkSeconds = end === 'completed' ? 20 + ((index * 37) % 280) : 0
  const at = (seconds: number) => new Date(startMs + seconds * 1000).toISOString()
  const endsAt = at(ringSeconds + talkSeconds)
  const CallSid = nameCall(index)
  const call = {
    CallSid,
    CallSidLegacy: CallSid,
    CallInitiatedAt: at(0),
    From: `+1202555${String(100 + index).padStart(4, '0')}`,
    To: `+1312555${String(100 + (index % 4)).padStart(4, '0')}`,
    ErrorCode: undefined,
    ErrorMessage: undefined,
  }
  const finish = {
    ...call,
    Timestamp: endsAt,
    ...(end === 'completed' && {
      CallDuration: String(talkSeconds),
      StartTime: at(0),
      AnsweredTime: at(ringSeconds),
      EndTime: endsAt,
      OccurredAt: endsAt,
      CallQualityStats: JSON.stringify({
        mos: 3.1 + (index % 14) / 10,
        jitter: index % 30,
        packet_loss: 0.2,
      }),
    }),
  }
  const before = [
    sampleEvent('call-initiated', { ...call, Timestamp: at(0) }),
    sampleEvent('call-ringing', { ...call, Timestamp: at(1), CallDuration: undefined }),
  ]
  if (end !== 'completed') return [...before, sampleCall(end, finish)]
  return [
    ...before,
    sampleEvent('call-answered', { ...call, Timestamp: at(ringSeconds), CallDuration: undefined }),
    sampleCall('recorded', finish),
    sampleEvent('recording-completed', {
      CallSid,
      CallSidLegacy: CallSid,
      RecordingSid: `demo-recording-${index}`,
      RecordingDuration: String(talkSeconds),
    }),
    nameCost(CallSid, (talkSeconds * 0.0001).toFixed(4)),
  ]
}

/** The name of the field that has the cost contains the CallSid. */
function nameCost(CallSid: string, cost: string): Record<string, string> {
  const fields = Object.entries(sampleEvent('call-cost', { CallSid }))
  return Object.fromEntries(
    fields.map(([name, value]) =>
      name.startsWith('CallCost[') ? [`CallCost[${CallSid}]`, cost] : [name, value],
    ),
  )
}

/** A request that must not be accepted: the first event of a call once more, forged, stale or changed. */
function spoil(index: number): SignedRequest {
  const [fields = {}] = listCallEvents(index)
  if (index % 3 === 0) return signedRequest({ keys: strangersKeys, fields })
  if (index % 3 === 1) return signedRequest({ keys, fields, timestamp: new Date(Date.now() - 400_000) })
  const request = signedRequest({ keys, fields })
  return { ...request, body: `${request.body}\n` }
}

function nameCall(index: number): string {
  return `v3:demo-call-${String(index).padStart(2, '0')}`
}

/** Spreads the requests, the same way each time, so that bad ones stand among good ones. */
function mix(requests: readonly DayRequest[]): DayRequest[] {
  const step = 89 // has no common factor with 300
  return requests.map((_, index) => requests[(index * step) % requests.length] as DayRequest)
}
