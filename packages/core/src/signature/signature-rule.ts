import { FIELD_ORDER, GROUP_ORDER, SMALL_ORDER_Y } from './edwards25519.ts'

const ORDER_BYTES = writeLittleEndian(GROUP_ORDER)
const FIELD_BYTES = writeLittleEndian(FIELD_ORDER)
const SMALL_ORDER_BYTES = [...SMALL_ORDER_Y].map(writeLittleEndian)

/** Takes the sign of x out of the last byte of an encoded point. */
const Y_MASK = 0x7f
const NO_MASK = 0xff

/**
 * The part of the verdict on which engines disagree, given here once for all of them (RFC 8032, 5.1.7, and stricter): S is below the
 * order of the group, so that no second signature can be made of a first; R is the canonical encoding of y, and none of the eight
 * points of small order. Every byte is looked at, whatever the others are.
 */
export function isSoundSignature(signature: Uint8Array): boolean {
  if (signature.length !== 64) return false
  const isSound = isBelow(signature, 32, NO_MASK, ORDER_BYTES) & isBelow(signature, 0, Y_MASK, FIELD_BYTES)
  return (isSound & ~isSmallOrder(signature)) === 1
}

/** 1 if the 32 bytes, a little-endian number, are below the bound; else 0. */
function isBelow(bytes: Uint8Array, offset: number, lastMask: number, bound: Uint8Array): number {
  let borrow = 0
  for (let index = 0; index < 32; index++) {
    const byte = (bytes[offset + index] as number) & (index === 31 ? lastMask : NO_MASK)
    borrow = (byte - (bound[index] as number) - borrow) >>> 31
  }
  return borrow
}

/** 1 if the first 32 bytes have the y of a point of small order; else 0. */
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
