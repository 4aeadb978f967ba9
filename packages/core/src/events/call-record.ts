import { parseDateTime } from './date-time.ts'
import type { CompletedCall, FinalCallStatus, TelnyxCall } from './generated/call-completed.ts'

/**
 * A call in a convenient form. Fields that were not sent, or cannot be read, are absent, never null. Only fields that every call has can be
 * empty, if Telnyx sent them empty: `from`, for example, if the number is withheld.
 */
export interface CallRecord {
  readonly sid: string
  readonly accountSid: string
  readonly status: FinalCallStatus
  /** Phone number or SIP address. */
  readonly from: string
  /** Phone number or SIP address. */
  readonly to: string
  /** The caller's display name. */
  readonly callerId?: string
  readonly connectionId: string
  /** SequenceNumber. */
  readonly sequence: number
  readonly initiatedAt: Date
  /** When Telnyx created the webhook (Timestamp). */
  readonly generatedAt: Date
  readonly answeredAt?: Date
  readonly startedAt?: Date
  readonly endedAt?: Date
  readonly occurredAt?: Date
  readonly durationSeconds?: number
  readonly controlId?: string
  readonly legId?: string
  readonly sessionId?: string
  readonly userId?: string
  readonly organizationId?: string
  /** The call that dialed this one. */
  readonly parent?: { readonly sid: string }
  /** The call that this one dialed. */
  readonly dial?: {
    readonly sid?: string
    readonly status?: FinalCallStatus
    readonly durationSeconds?: number
  }
  readonly recording?: { readonly url?: string; readonly durationSeconds?: number }
  /** `sipCode` is three digits; absent if there was no SIP response (`unspecified`), as for inbound calls. */
  readonly hangup?: { readonly cause?: string; readonly source?: string; readonly sipCode?: string }
  readonly shakenStir?: { readonly attestation?: string; readonly validated?: boolean }
  readonly quality?: CallQuality
  readonly error?: { readonly code?: string; readonly message?: string }
}

/** Statistics for one direction of a call. */
export interface CallQualityStatistics {
  /** Mean opinion score, 1 to 5. */
  readonly mos?: number
  /** Milliseconds. */
  readonly jitter?: number
  /** Percent. */
  readonly packetLoss?: number
  readonly jitterMaxVariance?: number
  readonly jitterPacketCount?: number
  readonly packetCount?: number
  readonly skipPacketCount?: number
}

/**
 * CallQualityStats, parsed as far as possible. Telnyx documents a flat form and one with both directions. The top-level statistics are
 * those of the flat form, or else of the inbound direction.
 */
export interface CallQuality extends CallQualityStatistics {
  readonly inbound?: CallQualityStatistics
  readonly outbound?: CallQualityStatistics
  /** The text as it was sent. */
  readonly raw: string
}

/** All fields that any call can have. */
type SentFields = Omit<CompletedCall, 'CallStatus'>
type GroupName = 'parent' | 'dial' | 'recording' | 'hangup' | 'shakenStir' | 'error'
type Present<Shape> = { -readonly [Key in keyof Shape]?: Exclude<Shape[Key], undefined> }

/**
 * Converts a call to a record with camelCase names, `Date`s, seconds as numbers, and related fields grouped. Never throws, whatever the
 * optional fields contain.
 */
export function toCallRecord(call: TelnyxCall): CallRecord {
  const sent: SentFields = call
  // With `schema: 'report'`, a call can lack fields that its type promises. The record then lacks them, too.
  return keepPresent({
    sid: sent.CallSid,
    accountSid: sent.AccountSid,
    status: call.CallStatus,
    from: sent.From,
    to: sent.To,
    callerId: sent.CallerId,
    connectionId: sent.ConnectionId,
    sequence: keepTyped(sent.SequenceNumber, 'number'),
    initiatedAt: readDate(sent.CallInitiatedAt),
    generatedAt: readDate(sent.Timestamp),
    answeredAt: readDate(sent.AnsweredTime),
    startedAt: readDate(sent.StartTime),
    endedAt: readDate(sent.EndTime),
    occurredAt: readDate(sent.OccurredAt),
    durationSeconds: readSeconds(sent.CallDuration),
    controlId: sent.CallControlId,
    legId: sent.CallLegId,
    sessionId: sent.CallSessionId,
    userId: sent.UserId,
    organizationId: sent.OrganizationId,
    quality: sent.CallQualityStats === undefined ? undefined : readQuality(sent.CallQualityStats),
    ...readGroups(sent),
  }) as CallRecord
}

function readGroups(sent: SentFields): Pick<CallRecord, GroupName> {
  return keepPresent({
    parent: sent.ParentCallSid === undefined ? undefined : { sid: sent.ParentCallSid },
    dial: group({
      sid: sent.DialCallSid,
      status: sent.DialCallStatus,
      durationSeconds: readSeconds(sent.DialCallDuration),
    }),
    recording: group({ url: sent.RecordingUrl, durationSeconds: readSeconds(sent.RecordingDuration) }),
    hangup: group({
      cause: sent.HangupCause,
      source: sent.HangupSource,
      sipCode: readSipCode(sent.SipHangupCause),
    }),
    shakenStir: group({
      attestation: sent.ShakenStirAttestation,
      validated: keepTyped(sent.ShakenStirValidated, 'boolean'),
    }),
    error: group({ code: sent.ErrorCode, message: sent.ErrorMessage }),
  })
}

function readQuality(raw: string): CallQuality {
  const stats = parseObject(raw)
  const inbound = group(readStatistics(stats.inbound))
  const outbound = group(readStatistics(stats.outbound))
  return { ...inbound, ...readStatistics(stats), ...keepPresent({ inbound, outbound }), raw }
}

function readStatistics(value: unknown): CallQualityStatistics {
  const stats: Readonly<Record<string, unknown>> = Object(value)
  return keepPresent({
    mos: readNumber(stats.mos),
    jitter: readNumber(stats.jitter),
    packetLoss: readNumber(stats.packet_loss),
    jitterMaxVariance: readNumber(stats.jitter_max_variance),
    jitterPacketCount: readNumber(stats.jitter_packet_count),
    packetCount: readNumber(stats.packet_count),
    skipPacketCount: readNumber(stats.skip_packet_count),
  })
}

/** Accepts a number, or a number as text. */
function readNumber(value: unknown): number | undefined {
  if (typeof value === 'string') return /^-?\d{1,15}(\.\d+)?$/.test(value) ? Number(value) : undefined
  return Number.isFinite(value) ? (value as number) : undefined
}

function parseObject(json: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(json))
  } catch {
    return {}
  }
}

function readDate(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : parseDateTime(text)
}

/** A value that could not be converted is still text, whatever its type says. */
function keepTyped<Value>(value: Value, type: 'number' | 'boolean'): Value | undefined {
  return typeof value === type ? value : undefined
}

function readSipCode(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{3}$/.test(text) ? text : undefined
}

/** Accepts decimal digits with an optional fraction. */
function readSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : undefined
}

function group<Shape extends object>(shape: Shape): Present<Shape> | undefined {
  const present = keepPresent(shape)
  return Object.keys(present).length > 0 ? present : undefined
}

function keepPresent<Shape extends object>(shape: Shape): Present<Shape> {
  return Object.fromEntries(
    Object.entries(shape).filter(([, value]) => value !== undefined),
  ) as Present<Shape>
}
