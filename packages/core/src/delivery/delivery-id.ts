import { hash } from 'node:crypto'

/** Only signed content goes in, so that the id stays the same however a copy is encoded, timed or signed. */
export function hashIdentity(identity: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(identity), 'hex').slice(0, 32)
}
