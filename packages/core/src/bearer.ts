import { hash, timingSafeEqual } from 'node:crypto'

const BEARER = /^Bearer +(\S+)$/i
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/

/** Checks the `Authorization` header against the configured tokens; holds their digests only. */
export type BearerCheck = (authorization: string | undefined) => boolean

/**
 * Prepares the check. Digests of equal length are compared, each with every token, so that the time taken tells
 * nothing of a token's length or of how much of it was right.
 */
export function createBearerCheck(tokens: readonly string[]): BearerCheck {
  const digests = tokens.map(digestToken)
  return (authorization) => {
    const digest = digestToken(BEARER.exec(authorization ?? '')?.[1] ?? '')
    return digests.filter((expected) => timingSafeEqual(expected, digest)).length > 0
  }
}

/** Whether the text can stand behind `Bearer ` in a header (RFC 6750, 2.1). */
export function isBearerToken(token: string): boolean {
  return TOKEN.test(token)
}

function digestToken(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}
