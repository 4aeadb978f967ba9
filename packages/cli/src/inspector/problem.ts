/** Problem details (RFC 9457), thrown where a request to the page's server ends with an error. */
export class Problem extends Error {
  override readonly name = 'Problem'

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail)
  }

  toJSON(): Readonly<Record<string, unknown>> {
    const { status, code, title, detail } = this
    return { type: `urn:telnyx-call:inspector:${code}`, title, status, detail, code }
  }
}

/** For whatever is not there, and for everything if the token is wrong: the answer must not tell which. */
export function notFound(): Problem {
  return new Problem(404, 'not_found', 'Not found', 'There is nothing at this address.')
}
