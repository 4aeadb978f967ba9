import { type Agent, type ClientRequest, request as openHttp } from 'node:http'
import { request as openHttps } from 'node:https'

/** Headers as they are on the wire: order, case and repeats. */
export type RawHeaders = readonly (readonly [name: string, value: string])[]

export interface RawRequest {
  readonly url: URL
  /** Path and query, byte for byte. Default: those of `url`. */
  readonly path?: string
  readonly method: string
  /** Sent as they are, except that Host is the target's, hop-by-hop headers are left out, and Content-Length is the body's. */
  readonly headers: RawHeaders
  readonly body: Uint8Array
  /** How long to wait for the complete answer, in milliseconds. */
  readonly timeoutMs: number
  readonly agent?: Agent
}

/** An answer, or why there is none. */
export interface RawAnswer {
  /** Absent if there is no complete answer. */
  readonly status?: number
  readonly headers: RawHeaders
  readonly body: Uint8Array
  readonly durationMs: number
  /** Such as `'timeout'`, or Node's code: `'ECONNREFUSED'`. */
  readonly error?: string
}

/** RFC 9110, section 7.6.1: these belong to one connection. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Sends a request whose headers and body arrive as they are. `fetch` cannot: it lower-cases and joins headers, and adds its own. Never
 * rejects: an answer that did not come is an answer with `error`.
 */
export function sendRaw({
  url,
  path,
  method,
  headers,
  body,
  timeoutMs,
  agent,
}: RawRequest): Promise<RawAnswer> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const fail = (error: string) =>
      resolve({ headers: [], body: new Uint8Array(), durationMs: performance.now() - startedAt, error })
    const open = url.protocol === 'https:' ? openHttps : openHttp
    let request: ClientRequest
    try {
      request = open(url, {
        method,
        ...(path !== undefined && { path }),
        headers: listHeaders(url, headers, body.byteLength).flat(),
        ...(agent && { agent }),
      })
    } catch (error) {
      // A header that cannot be sent, such as one of a record that was edited.
      return fail((error as NodeJS.ErrnoException).code ?? String(error))
    }
    const timer = setTimeout(
      () => request.destroy(Object.assign(new Error(), { code: 'timeout' })),
      timeoutMs,
    )
    request.on('response', (response) => {
      const chunks: Uint8Array[] = []
      response.on('data', (chunk: Uint8Array) => chunks.push(chunk))
      response.on('error', ({ code, message }: NodeJS.ErrnoException) => fail(code ?? message))
      response.on('end', () =>
        resolve({
          ...(response.statusCode !== undefined && { status: response.statusCode }),
          headers: pairHeaders(response.rawHeaders),
          body: Buffer.concat(chunks),
          durationMs: performance.now() - startedAt,
        }),
      )
    })
    request.on('error', ({ code, message }: NodeJS.ErrnoException) => fail(code ?? message))
    request.on('close', () => clearTimeout(timer))
    request.end(body)
  })
}

/** Pairs the names and values of Node's `rawHeaders`. */
export function pairHeaders(rawHeaders: readonly string[]): RawHeaders {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
  )
}

/** Leaves out what belongs to the connection: hop-by-hop headers, and those that Connection names. */
export function dropConnectionHeaders(headers: RawHeaders): RawHeaders {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.toLowerCase().split(/\s*,\s*/))
  const dropped = new Set([...HOP_BY_HOP, ...named])
  return headers.filter(([name]) => !dropped.has(name.toLowerCase()))
}

/** Host comes first. Content-Length stays where it was, but is that of the body. */
function listHeaders({ host }: URL, headers: RawHeaders, bodyBytes: number): RawHeaders {
  const sent = dropConnectionHeaders(headers).filter(([name]) => name.toLowerCase() !== 'host')
  const isLength = (name: string) => name.toLowerCase() === 'content-length'
  const hasLength = sent.some(([name]) => isLength(name))
  return [
    ['Host', host],
    ...sent.map(([name, value]) => [name, isLength(name) ? String(bodyBytes) : value] as const),
    ...(bodyBytes > 0 && !hasLength ? [['Content-Length', String(bodyBytes)] as const] : []),
  ]
}
