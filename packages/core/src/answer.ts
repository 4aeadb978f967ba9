/** A whole HTTP response, the same from every host. */
export interface Answer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The one status that ends a delivery: by the TeXML specification anything else brings it again. */
export const ACKNOWLEDGED_STATUS = 200

/** The status of a handler that failed and leaves a status to be chosen. */
export const FAILED_STATUS = 500

/** The answer to an authentic delivery that needs no handler. */
export const ACKNOWLEDGEMENT: Answer = createAnswer(
  ACKNOWLEDGED_STATUS,
  { 'content-type': 'text/plain; charset=utf-8' },
  '',
)

/** The status to send for a handler's own: every success (2xx) becomes the one that ends the delivery. */
export function toAcknowledgedStatus(status: number): number {
  return isSuccess(status) ? ACKNOWLEDGED_STATUS : status
}

/** Whether a status is a success (2xx). */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/** Completes a response with its `content-length`. */
export function createAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): Answer {
  const length = String(new TextEncoder().encode(body).length)
  return Object.freeze({ status, headers: Object.freeze({ ...headers, 'content-length': length }), body })
}
