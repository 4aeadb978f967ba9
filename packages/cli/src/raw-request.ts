import { type Agent, request as openHttp } from 'node:http'
import { request as openHttps } from 'node:https'

/** Headers as they are on the wire: order, case and repeats. */
export type RawHeaders = readonly (readonly [name: string, value: string])[]

export interface RawRequest {
  readonly url: URL
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
export function sendRaw({ url, method, headers, body, timeoutMs, agent }: RawRequest): Promise<RawAnswer> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const fail = (error: string) =>
      resolve({ headers: [], body: new Uint8Array(), durationMs: performance.now() - startedAt, error })
    const open = url.protocol === 'https:' ? openHttps : openHttp
    const request = open(url, {
      method,
      headers: listHeaders(url, headers, body.byteLength).flat(),
      ...(agent && { agent }),
    })
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

function listHeaders({ host }: URL, headers: RawHeaders, bodyBytes: number): RawHeaders {
  // What Connection names belongs to the connection, too.
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.toLowerCase().split(/\s*,\s*/))
  const dropped = new Set([...HOP_BY_HOP, ...named, 'host', 'content-length'])
  const hasBody = bodyBytes > 0 || headers.some(([name]) => name.toLowerCase() === 'content-length')
  return [
    ['Host', host],
    ...headers.filter(([name]) => !dropped.has(name.toLowerCase())),
    ...(hasBody ? [['Content-Length', String(bodyBytes)] as const] : []),
  ]
}
