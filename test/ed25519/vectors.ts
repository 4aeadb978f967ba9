import {
  createFlippedVectors,
  createLengthVectors,
  createMisplacedVectors,
  createScalarVectors,
} from './damaged-vectors.ts'
import { signMessage } from './edwards-arithmetic.ts'
import {
  createMixedOrderVectors,
  createNonCanonicalVectors,
  createSmallOrderVectors,
} from './torsion-vectors.ts'
import { createKey, createMessage, type Vector } from './vector.ts'

export { classOf, type Vector } from './vector.ts'

/** Signatures of every kind that engines are known to disagree about, and of the kinds they should agree about. */
export function createVectors(): readonly Vector[] {
  return [
    ...createHonestVectors(),
    ...createScalarVectors(),
    ...createSmallOrderVectors(),
    ...createMixedOrderVectors(),
    ...createNonCanonicalVectors(),
    ...createFlippedVectors(),
    ...createLengthVectors(),
    ...createMisplacedVectors(),
  ]
}

function createHonestVectors(): Vector[] {
  return ['one', 'two', 'three'].flatMap((name) =>
    [0, 1, 2, 63, 64, 1024, 65536].map((length): Vector => {
      const key = createKey(name)
      const message = createMessage(length)
      return {
        id: `honest/${name}-${length}`,
        publicKey: key.publicKey,
        message,
        signature: signMessage(key, message),
        expected: true,
        why: 'It was signed as RFC 8032 says',
      }
    }),
  )
}
