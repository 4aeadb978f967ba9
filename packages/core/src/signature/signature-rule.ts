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
 * Runs in constant time.
 */
export function isSoundSignature(signature: Uint8Array): boolean {
  if (signature.length !== 64) return false
  const isSound = isBelow(signature, 32, NO_MASK, ORDER_BYTES) & isBelow(signature, 0, Y_MASK, FIELD_BYTES)
  return (isSound & ~isSmallOrder(signature)) === 1
}

/** Returns 1 if the 32 bytes, a little-endian number, are below the bound; else 0. */
function isBelow(bytes: Uint8Array, offset: number, lastMask: number, bound: Uint8Array): number {
  let borrow = 0
  for (let index = 0; index < 32; index++) {
    const byte = (bytes[offset + index] as number) & (index === 31 ? lastMask : NO_MASK)
    borrow = (byte - (bound[index] as number) - borrow) >>> 31
  }
  return borrow
}

/** Returns 1 if the first 32 bytes have the y of a point of small order; else 0. */
function isSmallOrder(bytes: Uint8Array): number {
  let isSmall = 0
  for (const y of SMALL_ORDER_BYTES) {
    let difference = 0
    for (let index = 0; index < 32; index++) {
      const byte = (bytes[index] as number) & (index === 31 ? Y_MASK : NO_MASK)
      difference |= byte ^ (y[index] as number)
    }
    isSmall |= (difference - 1) >>> 31
  }
  return isSmall
}

function writeLittleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn))
}
