import {
  addPoints,
  decodeLittleEndian,
  decodePoint,
  GROUP_ORDER,
  hashToScalar,
  isOfSmallOrder,
  isSamePoint,
  multiplyBase,
  multiplyPoint,
} from './edwards-arithmetic.ts'

/** What the rule says of a signature; the first of the reasons against it, in this order. */
export type RuleVerdict =
  | 'accepted'
  | 'key-length'
  | 'signature-length'
  | 'S-not-reduced'
  | 'A-no-canonical-point'
  | 'A-small-order'
  | 'R-no-canonical-point'
  | 'R-small-order'
  | 'equation'

/**
 * The one rule that every engine's verdict is held to: S below L, R and A in their canonical encodings and not of small
 * order, and [S]B = R + [k]A without a cofactor.
 */
export function judgeByRule(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): RuleVerdict {
  if (publicKey.length !== 32) return 'key-length'
  if (signature.length !== 64) return 'signature-length'
  const encodedR = signature.subarray(0, 32)
  const S = decodeLittleEndian(signature.subarray(32))
  if (S >= GROUP_ORDER) return 'S-not-reduced'
  const A = decodePoint(publicKey, 'strict')
  if (!A) return 'A-no-canonical-point'
  if (isOfSmallOrder(A)) return 'A-small-order'
  const R = decodePoint(encodedR, 'strict')
  if (!R) return 'R-no-canonical-point'
  if (isOfSmallOrder(R)) return 'R-small-order'
  const k = hashToScalar(encodedR, publicKey, message)
  return isSamePoint(multiplyBase(S), addPoints(R, multiplyPoint(k, A))) ? 'accepted' : 'equation'
}

/** Whether the rule accepts a signature. */
export function isAcceptedByRule(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return judgeByRule(publicKey, message, signature) === 'accepted'
}
