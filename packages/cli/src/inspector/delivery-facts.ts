import { type Delivery, toCallRecord } from '@telnyx-call/core'
import type { DeliverySummary } from './protocol.ts'

type EventFacts = Pick<
  DeliverySummary,
  'callSid' | 'callStatus' | 'from' | 'to' | 'occurredAt' | 'callDuration' | 'recordingUrl' | 'cost' | 'mos'
>

/** Characters of a value in the list. */
const TEXT_LENGTH = 300

type Values = Readonly<Record<string, unknown>>

/** Picks from an event what the list and the timelines show. */
export function pickFacts({ event, fields, call }: Delivery): EventFacts {
  if (event.type === 'json') return pickJsonFacts(event.eventType, event.occurredAt, toValues(event.payload))
  const record = call && toCallRecord(call)
  return keepPresent({
    callSid: fields.CallSid,
    callStatus: fields.CallStatus,
    from: fields.From,
    to: fields.To,
    occurredAt: readTime(fields.OccurredAt ?? fields.Timestamp),
    callDuration: record?.durationSeconds,
    recordingUrl: fields.RecordingUrl,
    cost: readCost(fields),
    mos: record?.quality?.mos,
  })
}

function pickJsonFacts(eventType: string, occurredAt: string | undefined, payload: Values): EventFacts {
  return keepPresent({
    callSid: readString(payload.call_control_id),
    callStatus: eventType,
    from: readParty(payload.from),
    to: readParty(payload.to),
    occurredAt: readTime(occurredAt),
    recordingUrl: readString(toValues(payload.recording_urls).mp3),
  })
}

/** A number as text, or `{ phone_number }` as messaging has it, alone or in a list. */
function readParty(party: unknown): string | undefined {
  const first: unknown = Array.isArray(party) ? party[0] : party
  return readString(first) ?? readString(toValues(first).phone_number)
}

/** The name of the field with the amount contains the call's id: `CallCost[v3:...]`. */
function readCost(fields: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(fields).find(([name]) => name.startsWith('CallCost['))?.[1]
}

function readTime(text: string | undefined): string | undefined {
  const milliseconds = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString()
}

function readString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function toValues(value: unknown): Values {
  return Object(value)
}

/** Leaves out what is absent, and cuts what no list could show. */
function keepPresent(
  facts: { readonly [Name in keyof EventFacts]: EventFacts[Name] | undefined },
): EventFacts {
  const present = Object.entries(facts).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    present.map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, TEXT_LENGTH) : value]),
  )
}
