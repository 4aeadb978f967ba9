/** A complete HTTP response, the same for every adapter. */
export interface Answer {
  readonly status: number
  /** Header names are in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The only status that ends a delivery. The TeXML specification redelivers after any other. */
export const ACKNOWLEDGED_STATUS = 200

/** The status for a failed handler that did not set one itself. */
export const FAILED_STATUS = 500

/** The response to an authentic delivery that does not need the handler. */
export const ACKNOWLEDGEMENT: Answer = createAnswer(
  ACKNOWLEDGED_STATUS,
  { 'content-type': 'text/plain; charset=utf-8' },
  '',
)

/** Maps a handler's status to the one that is sent: any success (2xx) becomes 200, which ends the delivery. */
export function toAcknowledgedStatus(status: number): number {
  return isSuccess(status) ? ACKNOWLEDGED_STATUS : status
}

/** Whether a status is a success (2xx). */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/** Creates a response and adds its `content-length`. */
export function createAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): Answer {
  const length = String(new TextEncoder().encode(body).length)
  return Object.freeze({ status, headers: Object.freeze({ ...headers, 'content-length': length }), body })
}
