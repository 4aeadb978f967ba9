import {
  addPoints,
  craftSignature,
  decodePoint,
  encodeCoordinates,
  encodePoint,
  FIELD_PRIME,
  GROUP_ORDER,
  hashToScalar,
  isSamePoint,
  multiplyBase,
  SMALL_ORDER_POINTS,
} from './edwards-arithmetic.ts'
import { createScalar, type Vector } from './vector.ts'

/**
 * R is the nonce times B and A the secret scalar times B, each with a point of small order added to it. The equation without a
 * cofactor then holds exactly where those two add up: small R + k * small A = 0 modulo 8. With the cofactor it always holds.
 */
interface Craft {
  readonly id: string
  readonly why: string
  readonly nonce?: bigint
  readonly secretScalar?: bigint
  /** Indices into `SMALL_ORDER_POINTS`. */
  readonly smallR?: number
  readonly smallA?: number
  /** Other bytes for the same point. */
  readonly encodedR?: Uint8Array
  readonly publicKey?: Uint8Array
  /** Whether the message is to be one that the equation without the cofactor holds for. */
  readonly holds: boolean
  readonly expected: boolean
}

const eight = [0, 1, 2, 3, 4, 5, 6, 7] as const
const key = createScalar('torsion key')
const usualNonce = createScalar('torsion nonce')

function craftVector(craft: Craft): Vector {
  const { nonce = usualNonce, secretScalar = key, smallR = 0, smallA = 0 } = craft
  const encodedR = craft.encodedR ?? encodePoint(addSmall(nonce, smallR))
  const publicKey = craft.publicKey ?? encodePoint(addSmall(secretScalar, smallA))
  for (let attempt = 0; attempt < 1000; attempt++) {
    const message = Buffer.from(`${craft.id} ${attempt}`)
    const k = hashToScalar(encodedR, publicKey, message)
    const isHeld = (BigInt(smallR) + k * BigInt(smallA)) % 8n === 0n
    if (isHeld !== craft.holds) continue
    const signature = craftSignature({ encodedR, nonce, publicKey, secretScalar, message })
    return { id: craft.id, publicKey, message, signature, expected: craft.expected, why: craft.why }
  }
  throw new Error(`No message makes ${craft.id}`)
}

function addSmall(scalar: bigint, index: number): ReturnType<typeof addPoints> {
  return addPoints(multiplyBase(scalar), SMALL_ORDER_POINTS[index] ?? fail(index))
}

function fail(index: number): never {
  throw new RangeError(`No point of small order has the index ${index}`)
}

/** R, A or both of small order. */
export function createSmallOrderVectors(): Vector[] {
  const crafts: Craft[] = []
  for (const index of eight) {
    crafts.push({
      id: `small-order-R/mixed-key-${index}`,
      why: 'R is of small order, though the equation holds: S = k * a, and the small part of A cancels R',
      nonce: 0n,
      smallR: index,
      smallA: 1,
      holds: true,
      expected: false,
    })
    crafts.push({
      id: index === 0 ? 'small-order-R/honest-key-0' : `small-order-R-cofactored/honest-key-${index}`,
      why: 'R is of small order, and S = k * a: without the cofactor that holds for the identity alone',
      nonce: 0n,
      smallR: index,
      holds: index === 0,
      expected: false,
    })
    for (const [name, nonce] of smallOrderKeyNonces) {
      crafts.push({
        id: `small-order-A/${name}-${index}`,
        why: 'A is of small order, though the equation holds: nobody needs a secret for that',
        nonce,
        secretScalar: 0n,
        smallA: index,
        holds: true,
        expected: false,
      })
    }
    if (index === 0) continue
    crafts.push({
      id: `small-order-A-cofactored/${index}`,
      why: 'A is of small order, and [k]A is not the identity: the equation holds with the cofactor alone',
      secretScalar: 0n,
      smallA: index,
      holds: false,
      expected: false,
    })
  }
  return [...crafts.map(craftVector), ...createSmallOrderPairs()]
}

const smallOrderKeyNonces: readonly [string, bigint][] = [
  ['S-usual', usualNonce],
  ['S-is-1', 1n],
  ['S-is-L-minus-1', GROUP_ORDER - 1n],
]

/** Each of the eight as R with each of the eight as A. */
function createSmallOrderPairs(): Vector[] {
  return eight.flatMap((smallR) =>
    eight.map((smallA) => {
      const holds = eight.some((k) => (smallR + k * smallA) % 8 === 0)
      return craftVector({
        id: `small-order-R-and-A${holds ? '' : '-cofactored'}/${smallR}-${smallA}`,
        why: 'R and A are of small order, and S is 0',
        nonce: 0n,
        secretScalar: 0n,
        smallR,
        smallA,
        holds,
        expected: false,
      })
    }),
  )
}

/** R, A or both of neither small nor prime order: the equation without the cofactor alone decides. */
export function createMixedOrderVectors(): Vector[] {
  const crafts = eight.slice(1).flatMap((index): Craft[] => [
    {
      id: `mixed-A/${index}`,
      why: 'A has a small part, which k takes away: the equation holds',
      smallA: index,
      holds: true,
      expected: true,
    },
    {
      id: `mixed-A-cofactored/${index}`,
      why: 'A has a small part, which k leaves there: the equation holds with the cofactor alone',
      smallA: index,
      holds: false,
      expected: false,
    },
    {
      id: `mixed-R-cofactored/${index}`,
      why: 'R has a small part and A has none: the equation holds with the cofactor alone',
      smallR: index,
      holds: false,
      expected: false,
    },
    {
      id: `mixed-R-and-A/${index}`,
      why: 'R and A have small parts that cancel each other: the equation holds',
      smallR: index,
      smallA: 1,
      holds: true,
      expected: true,
    },
    {
      id: `mixed-R-and-A-cofactored/${index}`,
      why: 'R and A have small parts that do not cancel each other: the equation holds with the cofactor alone',
      smallR: index,
      smallA: 1,
      holds: false,
      expected: false,
    },
  ])
  return crafts.map(craftVector)
}

interface Encoding {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Every encoding that is not canonical: y from p to p + 18, and the sign bit where x is 0. */
function listNonCanonicalEncodings(): Encoding[] {
  const encodings = Array.from({ length: 19 }, (_, above) =>
    [false, true].map((isXOdd) => ({
      name: `p+${above}${isXOdd ? '-sign' : ''}`,
      bytes: encodeCoordinates(FIELD_PRIME + BigInt(above), isXOdd),
    })),
  ).flat()
  return [
    ...encodings,
    { name: '1-sign', bytes: encodeCoordinates(1n, true) },
    { name: 'p-1-sign', bytes: encodeCoordinates(FIELD_PRIME - 1n, true) },
  ]
}

/**
 * Each of those encodings as R and as A. Where it stands for a point of small order, the rest is made so that the equation holds
 * for whoever reduces y; of the other points nobody knows the discrete logarithm, so nobody can sign with them.
 */
export function createNonCanonicalVectors(): Vector[] {
  return listNonCanonicalEncodings().flatMap(({ name, bytes }) => {
    const point = decodePoint(bytes, 'lenient')
    const small = point ? SMALL_ORDER_POINTS.findIndex((each) => isSamePoint(each, point)) : -1
    const expected = false
    if (small < 0) {
      const why = point
        ? 'The encoding is not canonical, and nobody can sign with its point'
        : 'The encoding is not canonical, and is no point even if y is reduced'
      return [
        craftVector({ id: `non-canonical-R/${name}`, why, encodedR: bytes, holds: true, expected }),
        craftVector({ id: `non-canonical-A/${name}`, why, publicKey: bytes, holds: true, expected }),
      ]
    }
    const why = 'The encoding is not canonical, though the equation holds for the point that it stands for'
    const asR = { why, encodedR: bytes, nonce: 0n, smallR: small, holds: true, expected }
    const asA = { why, publicKey: bytes, secretScalar: 0n, smallA: small, holds: true, expected }
    return [
      craftVector({ id: `non-canonical-small-R/${name}`, ...asR, smallA: 1 }),
      craftVector({ id: `non-canonical-small-A/${name}`, ...asA }),
    ]
  })
}
