import { createHash } from 'node:crypto'

// edwards25519 and its signatures in BigInt (RFC 8032, 5.1), written for tests alone: nothing here takes constant time, and
// whoever crafts signatures may choose every part of them.

/** The prime of the field that the coordinates belong to. */
export const FIELD_PRIME = 2n ** 255n - 19n

/** The prime order of the base point, called L in RFC 8032. */
export const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

const P = FIELD_PRIME
const D = reduce(-121665n * power(121666n, P - 2n))
const SQRT_MINUS_1 = power(2n, (P - 1n) / 4n)

/** A point in extended coordinates: x = X / Z, y = Y / Z, x * y = T / Z. Coordinates may be negative. */
export interface Point {
  readonly X: bigint
  readonly Y: bigint
  readonly Z: bigint
  readonly T: bigint
}

/** The neutral point. */
const IDENTITY: Point = { X: 0n, Y: 1n, Z: 1n, T: 0n }

function reduce(value: bigint, modulus = P): bigint {
  const rest = value % modulus
  return rest < 0n ? rest + modulus : rest
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % P
    if (bit === '1') result = (result * base) % P
  }
  return result
}

/** The sum of two points, whichever they are: on this curve the formula has no exception. */
export function addPoints(one: Point, other: Point): Point {
  const a = ((one.Y - one.X) * (other.Y - other.X)) % P
  const b = ((one.Y + one.X) * (other.Y + other.X)) % P
  const c = (((2n * one.T * other.T) % P) * D) % P
  const d = (2n * one.Z * other.Z) % P
  return combine(b - a, d - c, d + c, b + a)
}

function doublePoint({ X, Y, Z }: Point): Point {
  const xSquared = (X * X) % P
  const ySquared = (Y * Y) % P
  const sum = xSquared + ySquared
  const difference = xSquared - ySquared
  return combine(sum - (((X + Y) * (X + Y)) % P), ((2n * Z * Z) % P) + difference, difference, sum)
}

function combine(e: bigint, f: bigint, g: bigint, h: bigint): Point {
  return { X: (e * f) % P, Y: (g * h) % P, Z: (f * g) % P, T: (e * h) % P }
}

/** A point as often as the scalar says, which is not reduced: a point of small order does not have the order L. */
export function multiplyPoint(scalar: bigint, point: Point): Point {
  let result = IDENTITY
  for (const bit of scalar.toString(2)) {
    result = doublePoint(result)
    if (bit === '1') result = addPoints(result, point)
  }
  return result
}

/** The base point as often as the scalar says; quicker than `multiplyPoint`. */
export function multiplyBase(scalar: bigint): Point {
  let result = IDENTITY
  let rest = scalar % GROUP_ORDER
  for (const double of BASE_DOUBLES) {
    if (rest & 1n) result = addPoints(result, double)
    rest >>= 1n
  }
  return result
}

/** Whether two points are the same one, in whichever coordinates. */
export function isSamePoint(one: Point, other: Point): boolean {
  return (one.X * other.Z - other.X * one.Z) % P === 0n && (one.Y * other.Z - other.Y * one.Z) % P === 0n
}

/** Whether the point is one of the eight whose order divides 8. */
export function isOfSmallOrder(point: Point): boolean {
  return isSamePoint(doublePoint(doublePoint(doublePoint(point))), IDENTITY)
}

/** The one encoding of a point that RFC 8032 allows. */
export function encodePoint({ X, Y, Z }: Point): Uint8Array {
  const inverse = power(reduce(Z), P - 2n)
  return encodeCoordinates(reduce(Y * inverse), (reduce(X * inverse) & 1n) === 1n)
}

/** 32 bytes of any y below 2^255 and any sign, whether or not a point is encoded so. */
export function encodeCoordinates(y: bigint, isXOdd: boolean): Uint8Array {
  return encodeLittleEndian(isXOdd ? y + 2n ** 255n : y)
}

/**
 * The point that 32 bytes encode, if there is one. `'strict'` is RFC 8032: y below the prime, and no sign where x is 0.
 * `'lenient'` takes y modulo the prime and passes over the sign of 0, as several engines do.
 */
export function decodePoint(encoded: Uint8Array, kind: 'strict' | 'lenient'): Point | undefined {
  const value = decodeLittleEndian(encoded)
  const isXOdd = value >> 255n === 1n
  const encodedY = value & (2n ** 255n - 1n)
  if (kind === 'strict' && encodedY >= P) return undefined
  const Y = encodedY % P
  const root = findSquareRoot(reduce(Y * Y - 1n), reduce(D * Y * Y + 1n))
  if (root === undefined || (kind === 'strict' && root === 0n && isXOdd)) return undefined
  const X = ((root & 1n) === 1n) === isXOdd ? root : reduce(-root)
  return { X, Y, Z: 1n, T: (X * Y) % P }
}

/** One of the square roots of a quotient. */
function findSquareRoot(numerator: bigint, denominator: bigint): bigint | undefined {
  const square = (numerator * power(denominator, P - 2n)) % P
  const candidate = power(square, (P + 3n) / 8n)
  return [candidate, (candidate * SQRT_MINUS_1) % P].find((root) => (root * root) % P === square)
}

/** The number that bytes stand for, the lowest byte first. */
export function decodeLittleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).reverse().toString('hex')}`)
}

/** 32 bytes of a number below 2^256, the lowest byte first. */
export function encodeLittleEndian(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse())
}

/** SHA-512 of the parts as one scalar below L. */
export function hashToScalar(...parts: readonly Uint8Array[]): bigint {
  return decodeLittleEndian(hash(parts)) % GROUP_ORDER
}

function hash(parts: readonly Uint8Array[]): Uint8Array {
  const digest = createHash('sha512')
  for (const part of parts) digest.update(part)
  return digest.digest()
}

const BASE_DOUBLES = createBaseDoubles()

/** The base point, its double, the double of that and so on: one for each bit of a scalar below L. */
function createBaseDoubles(): readonly Point[] {
  const base = decodePoint(encodeCoordinates((4n * power(5n, P - 2n)) % P, false), 'strict')
  if (!base) throw new Error('The base point is not on the curve')
  const doubles = [base]
  for (let last = base; doubles.length < 253; doubles.push(last)) last = doublePoint(last)
  return doubles
}

/** The points of small order: that at an index is the one of order 8 at index 1, as often as the index says. */
export const SMALL_ORDER_POINTS = findSmallOrderPoints()

// L times a point takes away its part of prime order. What is left of every second point has the order 8.
function findSmallOrderPoints(): readonly Point[] {
  for (let y = 2n; ; y++) {
    const point = decodePoint(encodeCoordinates(y, false), 'strict')
    const rest = point && multiplyPoint(GROUP_ORDER, point)
    if (rest && !isSamePoint(multiplyPoint(4n, rest), IDENTITY)) {
      return Array.from({ length: 8 }, (_, index) => multiplyPoint(BigInt(index), rest))
    }
  }
}

/** What an Ed25519 seed expands to. */
export interface ExpandedKey {
  readonly secretScalar: bigint
  /** The half of the hash that nonces are made from. */
  readonly prefix: Uint8Array
  readonly publicKey: Uint8Array
}

/** Expands a seed of 32 bytes (RFC 8032, 5.1.5). */
export function expandSeed(seed: Uint8Array): ExpandedKey {
  const digest = hash([seed])
  const lowBits = decodeLittleEndian(digest.subarray(0, 32)) & (2n ** 254n - 8n)
  const secretScalar = lowBits | (2n ** 254n)
  return { secretScalar, prefix: digest.subarray(32), publicKey: encodePoint(multiplyBase(secretScalar)) }
}

/** Signs as RFC 8032, 5.1.6 says. */
export function signMessage(
  { secretScalar, prefix, publicKey }: ExpandedKey,
  message: Uint8Array,
): Uint8Array {
  const nonce = hashToScalar(prefix, message)
  return craftSignature({
    encodedR: encodePoint(multiplyBase(nonce)),
    nonce,
    publicKey,
    secretScalar,
    message,
  })
}

/** What a crafted signature is made from. `encodedR` and `publicKey` need not belong to the two scalars. */
export interface SignatureParts {
  readonly encodedR: Uint8Array
  readonly nonce: bigint
  readonly publicKey: Uint8Array
  readonly secretScalar: bigint
  readonly message: Uint8Array
}

/** R as it is given, and S = nonce + k * secret scalar, with the k that belongs to the bytes. */
export function craftSignature(parts: SignatureParts): Uint8Array {
  const k = hashToScalar(parts.encodedR, parts.publicKey, parts.message)
  return joinSignature(parts.encodedR, (parts.nonce + k * parts.secretScalar) % GROUP_ORDER)
}

/** A signature of any R and any S below 2^256. */
export function joinSignature(encodedR: Uint8Array, S: bigint): Uint8Array {
  return Uint8Array.from([...encodedR, ...encodeLittleEndian(S)])
}
