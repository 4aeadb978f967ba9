/**
 * Just enough curve arithmetic (RFC 8032, 5.1) to check a public key once, at start-up. It is not constant time and does not need to be:
 * the key is public.
 */
const P = 2n ** 255n - 19n
export const FIELD_ORDER: bigint = P
/** Order of the base point, L in RFC 8032. */
export const GROUP_ORDER: bigint = 2n ** 252n + 27742317777372353535851937790883648493n
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n
const ORDER_8_Y = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n

/** The y coordinates of the eight points of small order; a point and its mirror image share one. */
export const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([0n, 1n, P - 1n, ORDER_8_Y, P - ORDER_8_Y])

/** Verdict on 32 bytes as an Ed25519 public key. Only a `'usable'` key binds a signature to its message. */
export type PointVerdict = 'usable' | 'small-order' | 'not-canonical' | 'not-on-curve'

/** Checks an encoded point: 32 bytes, little-endian y with the sign of x in the top bit. */
export function judgePoint(encoded: Uint8Array): PointVerdict {
  const y = readLittleEndian(encoded) & (2n ** 255n - 1n)
  // node:crypto accepts keys of small order. With such a key, one fixed signature is valid for a quarter of all messages.
  if (SMALL_ORDER_Y.has(y % P)) return 'small-order'
  if (y >= P) return 'not-canonical'
  const ySquared = (y * y) % P
  const xSquared = ((ySquared - 1n) * power(D * ySquared + 1n, P - 2n)) % P
  return power(xSquared, (P - 1n) / 2n) === 1n ? 'usable' : 'not-on-curve'
}

function readLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let square = base % P, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % P) {
    if (rest & 1n) result = (result * square) % P
  }
  return result
}
