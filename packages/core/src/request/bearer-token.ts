import { hashSha256 } from '../sha256.ts'

const BEARER = /^Bearer +(\S+)$/i
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/

/** Checks the `Authorization` header against the configured tokens; holds their digests only. */
export type BearerCheck = (authorization: string | undefined) => boolean | Promise<boolean>

/**
 * Prepares the check. Digests of equal length are compared, each with every token, so that the time taken tells
 * nothing of a token's length or of how much of it was right.
 */
export function createBearerCheck(tokens: readonly string[]): BearerCheck {
  const expected = tokens.map(hashSha256)
  return (authorization) => {
    const given = hashSha256(BEARER.exec(authorization ?? '')?.[1] ?? '')
    if (typeof given === 'string') return isOneOf(expected, given)
    return Promise.all([given, ...expected]).then(([digest, ...digests]) => isOneOf(digests, digest))
  }
}

/** Compares with each of the digests, whether or not one has matched before. */
function isOneOf(digests: readonly unknown[], digest: string): boolean {
  return digests.filter((expected) => isEqual(expected as string, digest)).length > 0
}

/** Compares two digests in a time that does not depend on where they differ. */
function isEqual(one: string, other: string): boolean {
  let difference = 0
  for (let index = 0; index < one.length; index++) {
    difference |= one.charCodeAt(index) ^ other.charCodeAt(index)
  }
  return difference === 0
}

/** Whether the text can stand behind `Bearer ` in a header (RFC 6750, 2.1). */
export function isBearerToken(token: string): boolean {
  return TOKEN.test(token)
}
