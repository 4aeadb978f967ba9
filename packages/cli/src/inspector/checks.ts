import type { RefusalCode } from '@telnyx-call/core'
import type { Examination } from './examination.ts'
import { findHeader, type HeldDelivery } from './held-delivery.ts'
import type { Check } from './protocol.ts'

/** `bodyLimit` of a guard, by default. */
const DEFAULT_BODY_LIMIT = 65_536

interface CheckRow {
  readonly name: string
  readonly title: string
  /** Refusals that mean that it failed. */
  readonly codes: readonly RefusalCode[]
  /** What was found when it passed. */
  readonly find: (delivery: HeldDelivery) => string
}

/** The steps of the guard's walk that can refuse a request. */
const ROWS: readonly CheckRow[] = [
  {
    name: 'method',
    title: 'Sent by POST',
    codes: ['method_not_allowed'],
    find: ({ request }) => request.method,
  },
  {
    name: 'content-type',
    title: 'A form or JSON',
    codes: ['unsupported_media_type'],
    find: ({ request }) => findHeader(request.headers, 'content-type') ?? '',
  },
  {
    name: 'content-encoding',
    title: 'Not compressed',
    codes: ['unsupported_content_encoding'],
    find: () => 'The body is as it was signed.',
  },
  {
    name: 'body',
    title: 'Body complete',
    codes: ['body_too_large', 'body_incomplete', 'body_already_consumed'],
    find: ({ request }) => `${request.body.byteLength.toLocaleString('en')} bytes`,
  },
  {
    name: 'signing-headers',
    title: 'Timestamp and signature present and well-formed',
    codes: ['missing_timestamp', 'missing_signature', 'malformed_timestamp', 'malformed_signature'],
    find: () => 'Both are there, once each.',
  },
  {
    name: 'time-window',
    title: 'Signed within 300 s',
    codes: ['timestamp_too_old', 'timestamp_in_future'],
    find: describeAge,
  },
  {
    name: 'signature',
    title: 'Signed with an accepted key',
    codes: ['signature_mismatch', 'key_unavailable', 'bearer_mismatch'],
    find: () => 'The signature covers exactly these bytes.',
  },
]

/** Lists the steps of the guard's walk, in its order: those before a failure have passed, those after it were not reached. */
export function listChecks(delivery: HeldDelivery, { reading, isVerified }: Examination): readonly Check[] {
  const { refusal } = delivery
  const failedAt = refusal ? ROWS.findIndex(({ codes }) => codes.includes(refusal.code)) : ROWS.length
  const checks = ROWS.map((row, index) => createCheck(row, delivery, index - failedAt))
  if (refusal || !isVerified || !reading) return [...checks, ...listNotReached()]
  const { event, schemaErrors } = reading
  return [
    ...withBodySize(checks, delivery),
    event.type === 'unknown'
      ? {
          name: 'event-type',
          title: 'A known event',
          result: 'warning',
          reason: 'Authentic, but of no known type.',
          fix: "Handle it as event.type === 'unknown', and check for a newer version.",
        }
      : { name: 'event-type', title: 'A known event', result: 'passed', reason: event.type },
    schemaErrors.length > 0
      ? {
          name: 'schema',
          title: 'As the specification says',
          result: 'warning',
          reason: schemaErrors.map(({ field, message }) => `${field} ${message}`).join('; '),
          fix: "The event is delivered all the same; delivery.schemaErrors lists this. schema: 'enforce' refuses such events.",
        }
      : { name: 'schema', title: 'As the specification says', result: 'passed' },
    createCopyCheck(delivery),
  ]
}

function createCheck({ name, title, find }: CheckRow, delivery: HeldDelivery, position: number): Check {
  if (position < 0) return { name, title, result: 'passed', reason: find(delivery) }
  if (position > 0) return { name, title, result: 'not-reached' }
  const { detail = '', help = '' } = delivery.refusal ?? {}
  return { name, title, result: 'failed', reason: detail, fix: help }
}

function listNotReached(): readonly Check[] {
  return [
    { name: 'event-type', title: 'A known event', result: 'not-reached' },
    { name: 'schema', title: 'As the specification says', result: 'not-reached' },
    { name: 'deduplication', title: 'Not handled before', result: 'not-reached' },
  ]
}

/** What is read here, but not by a guard with default options, deserves a warning. */
function withBodySize(checks: readonly Check[], { request }: HeldDelivery): readonly Check[] {
  if (request.body.byteLength <= DEFAULT_BODY_LIMIT) return checks
  const warning = {
    result: 'warning',
    reason: `Larger than ${DEFAULT_BODY_LIMIT.toLocaleString('en')} bytes: a guard with default options refuses it.`,
    fix: 'Raise the option bodyLimit.',
  } as const
  return checks.map((check) => (check.name === 'body' ? { ...check, ...warning } : check))
}

function createCopyCheck({ summary: { outcome, attempt } }: HeldDelivery): Check {
  const check = { name: 'deduplication', title: 'Not handled before' }
  if (outcome === 'duplicate') {
    const reason = `Attempt ${attempt} of an event that was handled before. A guard answers 200 without running the handler.`
    return { ...check, result: 'warning', reason }
  }
  const reason = attempt === 1 ? 'The first attempt.' : `Attempt ${attempt}; none before it was handled.`
  return { ...check, result: 'passed', reason }
}

function describeAge({ request }: HeldDelivery): string {
  const signedMs = Number(findHeader(request.headers, 'telnyx-timestamp')) * 1000
  const seconds = Math.round((request.receivedAt.getTime() - signedMs) / 1000)
  return seconds < 0 ? `Signed ${-seconds} s in the future.` : `Signed ${seconds} s before it arrived.`
}
