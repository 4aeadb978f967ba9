import {
  decodeLittleEndian,
  decodePoint,
  encodeCoordinates,
  GROUP_ORDER,
  joinSignature,
  signMessage,
} from './edwards-arithmetic.ts'
import { createKey, createMessage, flipBit, type Vector } from './vector.ts'

const key = createKey('damaged')
const message = Buffer.from('1700000000|CallSid=v3%3Adamaged&CallStatus=completed')
const signature = signMessage(key, message)
const R = signature.subarray(0, 32)
const S = decodeLittleEndian(signature.subarray(32))

/** An honest signature, with something about it changed. */
const honest = { publicKey: key.publicKey, message, signature, expected: false }

/** S that is not the one of its class: all that differs by a multiple of L, and the ends of what is allowed. */
export function createScalarVectors(): Vector[] {
  const vectors: Vector[] = []
  for (let times = 1n; S + times * GROUP_ORDER < 2n ** 256n; times++) {
    vectors.push({
      ...honest,
      id: `S-plus-multiple-of-L/${times}`,
      signature: joinSignature(R, S + times * GROUP_ORDER),
      why: 'S is not below L; the equation holds all the same, as L times the base point is the identity',
    })
  }
  const bounds = { '0': 0n, '1': 1n, 'L-1': GROUP_ORDER - 1n, L: GROUP_ORDER, 'L+1': GROUP_ORDER + 1n }
  for (const [name, value] of Object.entries(bounds)) {
    vectors.push({
      ...honest,
      id: `S-at-bound/${name}`,
      signature: joinSignature(R, value),
      why: 'There is one S below L for an R, a key and a message, and this is not it',
    })
  }
  const why = 'S is not below L; the equation holds for the key whose point is the identity, and R as well'
  for (const [name, value] of Object.entries({ L: GROUP_ORDER, '2L': 2n * GROUP_ORDER })) {
    const identity = encodeCoordinates(1n, false)
    const forged = joinSignature(identity, value)
    vectors.push({ ...honest, id: `S-multiple-of-L/${name}`, publicKey: identity, signature: forged, why })
  }
  return vectors
}

/** One bit the other way round, in every byte of R, S, A and the message. */
export function createFlippedVectors(): Vector[] {
  const why = 'One bit differs from an honest signature'
  const bitOf = (index: number) => index * 8 + ((index * 5) % 8)
  const inSignature = Array.from(signature, (_, index) => ({
    ...honest,
    id: `flipped-${index < 32 ? 'R' : 'S'}/${index % 32}`,
    signature: flipBit(signature, bitOf(index)),
    why,
  }))
  const inKey = Array.from(key.publicKey, (_, index) => ({
    ...honest,
    id: `flipped-A/${index}`,
    publicKey: flipBit(key.publicKey, bitOf(index)),
    why,
  }))
  const inMessage = Array.from(message, (_, index) => ({
    ...honest,
    id: `flipped-message/${index}`,
    message: flipBit(message, bitOf(index)),
    why,
  }))
  const signs: Vector[] = [
    { ...honest, id: 'flipped-R/sign', signature: flipBit(signature, 255), why },
    { ...honest, id: 'flipped-A/sign', publicKey: flipBit(key.publicKey, 255), why },
  ]
  return [...inSignature, ...inKey, ...inMessage, ...signs]
}

/** Signatures of other lengths than 64 bytes. */
export function createLengthVectors(): Vector[] {
  return [0, 1, 32, 63, 65, 96, 128].map((length) => ({
    ...honest,
    id: `length/${length}`,
    signature: Uint8Array.from({ length }, (_, index) => signature[index % 64] ?? 0),
    why: 'A signature is 64 bytes long',
  }))
}

/** Parts in the wrong place, from elsewhere, or of no meaning at all. */
export function createMisplacedVectors(): Vector[] {
  const other = createKey('other')
  const otherMessage = createMessage(32)
  const offCurve = findOffCurve()
  const why = 'No point has this encoding'
  const replace = (id: string, signature: Uint8Array, why: string): Vector => ({
    ...honest,
    id,
    signature,
    why,
  })
  return [
    replace('swapped/R-and-S', Uint8Array.from([...signature.subarray(32), ...R]), 'R is where S belongs'),
    replace('other/key', signMessage(other, message), 'Another key signed the message'),
    replace('other/message', signMessage(key, otherMessage), 'The key signed another message'),
    replace('other/R', joinSignature(signMessage(key, otherMessage).subarray(0, 32), S), 'R is of another'),
    { ...honest, id: 'other/A', publicKey: other.publicKey, why: 'The key is not the one that signed' },
    replace('constant/00', new Uint8Array(64), 'R is of small order'),
    replace('constant/ff', new Uint8Array(64).fill(0xff), 'S is not below L'),
    ...offCurve.map((bytes, index) => replace(`off-curve-R/${index}`, joinSignature(bytes, S), why)),
    ...offCurve.map((publicKey, index) => ({ ...honest, id: `off-curve-A/${index}`, publicKey, why })),
  ]
}

function findOffCurve(): Uint8Array[] {
  return Array.from({ length: 40 }, (_, y) => encodeCoordinates(BigInt(y), y % 3 === 0))
    .filter((bytes) => !decodePoint(bytes, 'lenient'))
    .slice(0, 8)
}
