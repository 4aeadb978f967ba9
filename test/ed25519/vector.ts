import { createHash } from 'node:crypto'
import { decodeLittleEndian, type ExpandedKey, expandSeed, GROUP_ORDER } from './edwards-arithmetic.ts'

/** A signature whose verdict is known from how it was made. */
export interface Vector {
  /** The class of the vector, a slash, and which of its class it is. */
  readonly id: string
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
  readonly expected: boolean
  /** What makes the verdict certain. */
  readonly why: string
}

/** The class that a vector belongs to. */
export function classOf({ id }: Vector): string {
  return id.slice(0, id.indexOf('/'))
}

/** The key pair that belongs to a name. */
export function createKey(name: string): ExpandedKey {
  return expandSeed(createHash('sha256').update(`key ${name}`).digest())
}

/** The scalar below L that belongs to a name. */
export function createScalar(name: string): bigint {
  return decodeLittleEndian(createHash('sha512').update(`scalar ${name}`).digest()) % GROUP_ORDER
}

/** As many bytes as asked for, of every value. */
export function createMessage(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 167 + 13) & 0xff)
}

/** The bytes with one bit the other way round. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = Uint8Array.from(bytes)
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return flipped
}
