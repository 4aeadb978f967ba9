import { hashSha256 } from '../sha256.ts'

/** Hashes only signed content, so that the id is the same however a copy is encoded, timed or signed. */
export function hashIdentity(identity: readonly unknown[]): string | Promise<string> {
  const hash = hashSha256(JSON.stringify(identity))
  return typeof hash === 'string' ? hash.slice(0, 32) : hash.then((hex) => hex.slice(0, 32))
}
