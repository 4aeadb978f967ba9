import type { IncomingMessage } from 'node:http'
import { isSameToken } from './page-token.ts'
import { notFound, Problem } from './problem.ts'

/**
 * Lets only this machine's own page in. The server listens on loopback, which does not suffice: any website that is open in a browser can send
 * requests to it, and a tunnel brings in the whole internet.
 *
 * @param port - of the page's server
 * @returns what follows the token in the address
 * @throws Problem
 */
export function guardPage(request: IncomingMessage, token: string, port: number): string {
  refuseForwarded(request)
  refuseForeignHost(request, port)
  const [given = '', ...rest] = (request.url ?? '').split('?', 1).join('').slice(1).split('/')
  if (!isSameToken(given, token) || rest.length === 0) throw notFound()
  refuseOtherSites(request)
  return rest.join('/')
}

/**
 * @throws Problem unless a page of this server sends JSON by POST: other sites cannot send this content type without asking, and cannot set Origin.
 */
export function guardWrite(request: IncomingMessage, port: number): void {
  if (request.method !== 'POST') throw methodNotAllowed('POST')
  const { origin, 'sec-fetch-site': site } = request.headers
  const isOwnOrigin =
    listHosts(port).some((host) => origin === `http://${host}`) && origin === `http://${request.headers.host}`
  if (!isOwnOrigin || (site !== undefined && site !== 'same-origin')) {
    throw forbidden('foreign_origin', 'Only the page itself may do this: Origin must be its own.')
  }
  const mediaType = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') {
    throw new Problem(415, 'unsupported_media_type', 'Unsupported media type', 'Send application/json.')
  }
}

/** @throws Problem (405) unless it is GET or HEAD */
export function guardRead({ method }: IncomingMessage): void {
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed('GET')
}

function refuseForwarded({ headers }: IncomingMessage): void {
  const name = Object.keys(headers).find((name) => name.startsWith('x-forwarded-') || name === 'forwarded')
  if (name === undefined) return
  // A tunnel or proxy rewrites Host, so that the check of Host alone would pass.
  throw forbidden(
    'forwarded',
    `This page is for this machine alone, and ${name} says that a proxy sent the request.`,
  )
}

function refuseForeignHost({ headers }: IncomingMessage, port: number): void {
  if (headers.host !== undefined && listHosts(port).includes(headers.host)) return
  throw forbidden(
    'foreign_host',
    'This page is for this machine alone: open it at the address that was printed.',
  )
}

/** Following a link is harmless, since the page cannot be framed; reading from another site is not. */
function refuseOtherSites({ headers }: IncomingMessage): void {
  const site = headers['sec-fetch-site']
  const isOwn = site === undefined || site === 'same-origin' || site === 'none'
  if (isOwn || (headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document')) return
  throw forbidden('foreign_site', 'Only the page itself may ask for this.')
}

function listHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
}

function forbidden(code: string, detail: string): Problem {
  return new Problem(403, code, 'Forbidden', detail)
}

function methodNotAllowed(allow: string): Problem {
  return new Problem(405, 'method_not_allowed', 'Method not allowed', `Use ${allow}.`, { allow })
}
