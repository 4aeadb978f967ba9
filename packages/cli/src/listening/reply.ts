import type { Examination } from '../inspector/examination.ts'
import { dropConnectionHeaders, type RawHeaders } from '../raw-request.ts'
import type { ForwardedAnswer } from './forwarding.ts'

/** What is sent back. */
export interface Reply {
  readonly status: number
  readonly headers: RawHeaders
  readonly body: Uint8Array
}

/** The smallest TeXML document: nothing more to do, so Telnyx ends the call. */
export const EMPTY_TEXML = '<?xml version="1.0" encoding="UTF-8"?>\n<Response></Response>\n'

/** The guard's own answer to what is refused, TeXML for what waits for it, and an empty 200 for the rest. */
export function createOwnReply({ refusal, reading }: Examination, texml: Uint8Array): Reply {
  if (refusal) {
    const { status, headers, body } = refusal.answer
    return { status, headers: Object.entries(headers), body: Buffer.from(body) }
  }
  if (reading?.waitsForTexml) return createReply(200, 'application/xml', texml)
  return createReply(200, 'text/plain; charset=utf-8', Buffer.of())
}

/** The application's answer; 502 if it gave none. */
export function createForwardedReply({ answer, recorded }: ForwardedAnswer): Reply {
  const { status, headers, body } = answer
  if (status === undefined) {
    const detail = `The application at ${recorded.url} gave no answer: ${recorded.error}. Start it, or correct --forward.`
    return createProblemReply(502, 'application_unavailable', 'Application unavailable', detail)
  }
  const sent = dropConnectionHeaders(headers).filter(([name]) => name.toLowerCase() !== 'content-length')
  return { status, headers: [...sent, ['Content-Length', String(body.byteLength)]], body }
}

/** Answered on demand, in place of the real answer. */
export function createMisbehavedReply(status: number): Reply {
  return createProblemReply(
    status,
    'misbehaved',
    'Misbehaved',
    'listen answers with this status because --answer asks for it.',
  )
}

function createProblemReply(status: number, code: string, title: string, detail: string): Reply {
  const problem = { type: `urn:telnyx-call:listen:${code}`, title, status, detail, code }
  return createReply(status, 'application/problem+json', Buffer.from(JSON.stringify(problem)))
}

function createReply(status: number, contentType: string, body: Uint8Array): Reply {
  const headers: RawHeaders = [
    ['Content-Type', contentType],
    ['Content-Length', String(body.byteLength)],
  ]
  return { status, headers, body }
}
