import { FIELD_ORDER, GROUP_ORDER, SMALL_ORDER_Y } from './edwards25519.ts'

const ORDER_BYTES = writeLittleEndian(GROUP_ORDER)
const FIELD_BYTES = writeLittleEndian(FIELD_ORDER)
const SMALL_ORDER_BYTES = [...SMALL_ORDER_Y].map(writeLittleEndian)

/** Clears the sign of x in the last byte of an encoded point. */
const Y_MASK = 0x7f
const NO_MASK = 0xff

/**
 * The checks on which engines disagree, done here for all of them (RFC 8032, 5.1.7, and stricter). S must be below the group order, so that
 * a second signature cannot be derived from a first. R must be the canonical encoding of y, and not one of the eight points of small order.
 * Not in constant time, since a signature is no secret.
 */
export function isSoundSignature(signature: Uint8Array): boolean {
  if (signature.length !== 64) return false
  const isCanonical =
    compare(signature, 32, NO_MASK, ORDER_BYTES) < 0 && compare(signature, 0, Y_MASK, FIELD_BYTES) < 0
  return isCanonical && !SMALL_ORDER_BYTES.some((y) => compare(signature, 0, Y_MASK, y) === 0)
}

/** Compares 32 bytes, a little-endian number, with another. @returns a negative number, 0 or a positive number, as for sorting. */
function compare(bytes: Uint8Array, offset: number, lastMask: number, other: Uint8Array): number {
  for (let index = 31; index >= 0; index--) {
    const byte = (bytes[offset + index] as number) & (index === 31 ? lastMask : NO_MASK)
    const difference = byte - (other[index] as number)
    if (difference !== 0) return difference
  }
  return 0
}

function writeLittleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn))
}
