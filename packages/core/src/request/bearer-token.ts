import { hashSha256 } from '../sha256.ts'

const BEARER = /^Bearer +(\S+)$/i
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/

/** Checks the `Authorization` header against the configured tokens. Only their digests are kept. */
export type BearerCheck = (authorization: string | undefined) => boolean | Promise<boolean>

/**
 * Prepares the check. It compares digests of equal length, always against every token, so that timing reveals neither a token's length nor
 * how much of it was right.
 */
export function createBearerCheck(tokens: readonly string[]): BearerCheck {
  const expected = tokens.map(hashSha256)
  return (authorization) => {
    const given = hashSha256(BEARER.exec(authorization ?? '')?.[1] ?? '')
    if (typeof given === 'string') return isOneOf(expected, given)
    return Promise.all([given, ...expected]).then(([digest, ...digests]) => isOneOf(digests, digest))
  }
}

/** Compares with all digests, even after a match. */
function isOneOf(digests: readonly unknown[], digest: string): boolean {
  return digests.filter((expected) => isEqual(expected as string, digest)).length > 0
}

/** Compares two digests in constant time. */
function isEqual(one: string, other: string): boolean {
  let difference = 0
  for (let index = 0; index < one.length; index++) {
    difference |= one.charCodeAt(index) ^ other.charCodeAt(index)
  }
  return difference === 0
}

/** Whether the text is a valid bearer token (RFC 6750, 2.1). */
export function isBearerToken(token: string): boolean {
  return TOKEN.test(token)
}
