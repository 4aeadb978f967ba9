import { createReceiver } from '@telnyx-call/core'
import t from 'tap'
import { keys } from './webhook.ts'

// The curve once more, in arithmetic of this test's own (RFC 8032, 5.1.1 to 5.1.4), so that what the receiver refuses is
// proved here and not repeated.
const P = 2n ** 255n - 19n
const D = mod(-121665n * power(121666n, P - 2n))
const SQRT_MINUS_1 = power(2n, (P - 1n) / 4n)

type Point = readonly [x: bigint, y: bigint]
const IDENTITY: Point = [0n, 1n]

function mod(value: bigint): bigint {
  return ((value % P) + P) % P
}

function power(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n
  const half = power(mod(base * base), exponent / 2n)
  return exponent % 2n === 1n ? mod(half * base) : half
}

function divide(numerator: bigint, denominator: bigint): bigint {
  return mod(numerator * power(mod(denominator), P - 2n))
}

function isOnCurve([x, y]: Point): boolean {
  return mod(y * y - x * x) === mod(1n + D * x * x * y * y)
}

function add([x1, y1]: Point, [x2, y2]: Point): Point {
  const shared = D * x1 * x2 * y1 * y2
  return [divide(x1 * y2 + x2 * y1, 1n + shared), divide(y1 * y2 + x1 * x2, 1n - shared)]
}

function multiply(times: number, point: Point): Point {
  return Array.from({ length: times }).reduce<Point>((sum) => add(sum, point), IDENTITY)
}

/** Both points with this y, or none where it is no point's. */
function recoverPoints(y: bigint): Point[] {
  const xSquared = divide(y * y - 1n, D * y * y + 1n)
  const candidate = power(xSquared, (P + 3n) / 8n)
  const x = [candidate, mod(candidate * SQRT_MINUS_1)].find((root) => mod(root * root) === xSquared)
  if (x === undefined) return []
  const points: Point[] = [
    [x, mod(y)],
    [mod(-x), mod(y)],
  ]
  return points
}

function orderOf(point: Point): number {
  return [1, 2, 4, 8].find((times) => isSame(multiply(times, point), IDENTITY)) ?? Number.POSITIVE_INFINITY
}

function isSame(one: Point, other: Point): boolean {
  return one[0] === other[0] && one[1] === other[1]
}

function encode(y: bigint, xIsOdd: boolean): Buffer {
  const bytes = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse()
  if (xIsOdd) bytes.writeUInt8(bytes.readUInt8(31) | 0x80, 31)
  return bytes
}

/** Eight points, found from one of order 8: a point times the prime order of the big subgroup leaves the small one. */
function findSmallPoints(): Point[] {
  const L = 2n ** 252n + 27742317777372353535851937790883648493n
  for (let y = 2n; ; y++) {
    for (const point of recoverPoints(y)) {
      const generator = multiplyByScalar(L, point)
      if (orderOf(generator) === 8) {
        return Array.from({ length: 8 }, (_, times) => multiply(times, generator))
      }
    }
  }
}

function multiplyByScalar(scalar: bigint, point: Point): Point {
  let sum = IDENTITY
  for (let rest = scalar, double = point; rest > 0n; rest >>= 1n, double = add(double, double)) {
    if (rest % 2n === 1n) sum = add(sum, double)
  }
  return sum
}

const SMALL_ORDER = { name: 'TypeError', code: 'invalid_option', message: /point of small order/ }
const NO_POINT = { name: 'TypeError', code: 'invalid_option', message: /the point is not on the curve/ }

const smallPoints = findSmallPoints()

t.test('the points of small order', async (t) => {
  t.equal(new Set(smallPoints.map(String)).size, 8)
  t.strictSame(smallPoints.map(orderOf).sort(), [1, 2, 4, 4, 8, 8, 8, 8])
  for (const point of smallPoints) {
    t.ok(isOnCurve(point))
    const [x, y] = point
    t.throws(() => createReceiver({ publicKey: encode(y, x % 2n === 1n) }), SMALL_ORDER, `y ${y}`)
  }
})

t.test('the other encodings of the points of small order', async (t) => {
  const encodings = new Map<string, Buffer>()
  for (const [x, y] of smallPoints) {
    // y or y + P where that fits 255 bits, and the sign of x at will where x is 0 and has none.
    for (const value of [y, y + P].filter((candidate) => candidate < 2n ** 255n)) {
      for (const xIsOdd of x === 0n ? [false, true] : [x % 2n === 1n]) {
        const bytes = encode(value, xIsOdd)
        encodings.set(bytes.toString('hex'), bytes)
      }
    }
  }
  t.equal(encodings.size, 14, 'eight canonical ones and six others')
  for (const [hex, publicKey] of encodings) t.throws(() => createReceiver({ publicKey }), SMALL_ORDER, hex)
})

t.test('the other y of 255 bits that are not below P', async (t) => {
  for (let excess = 2n; excess < 19n; excess++) {
    for (const xIsOdd of [false, true]) {
      t.throws(() => createReceiver({ publicKey: encode(P + excess, xIsOdd) }), NO_POINT, `P + ${excess}`)
    }
  }
})

t.test('a y is taken exactly where a point has it', async (t) => {
  let pointCount = 0
  for (let y = 2n; y < 40n; y++) {
    const points = recoverPoints(y)
    t.ok(points.every(isOnCurve))
    for (const xIsOdd of [false, true]) {
      const create = () => createReceiver({ publicKey: encode(y, xIsOdd) })
      if (points.length > 0) t.doesNotThrow(create, `y ${y}`)
      else t.throws(create, NO_POINT, `y ${y}`)
    }
    if (points.length > 0) pointCount++
  }
  t.ok(pointCount > 5 && pointCount < 33, 'both kinds were there')
})

t.test(
  'a point of the big subgroup with one of small order added is taken, as it binds signatures',
  async (t) => {
    const raw = Buffer.from(keys.publicKey, 'base64')
    const xIsOdd = raw.readUInt8(31) >= 0x80
    const y = BigInt(`0x${Buffer.from(raw).reverse().toString('hex')}`) % 2n ** 255n
    const own = recoverPoints(y).find(([x]) => (x % 2n === 1n) === xIsOdd) ?? IDENTITY
    const [mixedX, mixedY] = add(own, smallPoints[1] ?? IDENTITY)
    t.ok(isOnCurve([mixedX, mixedY]))
    t.doesNotThrow(() => createReceiver({ publicKey: encode(mixedY, mixedX % 2n === 1n) }))
  },
)
