import { createRandom, type Random } from '../../packages/testing/src/random.ts'
import {
  addPoints,
  decodeLittleEndian,
  decodePoint,
  encodeLittleEndian,
  encodePoint,
  FIELD_PRIME,
  GROUP_ORDER,
  SMALL_ORDER_POINTS,
} from './edwards-arithmetic.ts'
import { flipBit, type Vector } from './vector.ts'

/** What an engine is asked about. */
export type Question = Pick<Vector, 'publicKey' | 'message' | 'signature'>

/** A question that came of a vector by some steps. Nothing is known of its verdict. */
export interface Mutation extends Question {
  /** The id of the vector and the names of the steps, to tell a failure by. */
  readonly origin: string
}

/** Mutations of vectors drawn at random, with parts of other ones. The same seed gives the same mutations. */
export function* generateMutations(
  seed: number,
  count: number,
  vectors: readonly Vector[],
): Generator<Mutation> {
  const random = createRandom('signature mutations', seed)
  for (let index = 0; index < count; index++) yield mutate(random, pick(random, vectors), vectors)
}

/** One to three random steps away from a vector. Some lead back to a signature that is valid, or to it itself. */
function mutate(random: Random, vector: Vector, donors: readonly Vector[]): Mutation {
  let question: Question = vector
  const names: string[] = []
  for (let left = 1 + below(random, 3); left > 0; left--) {
    const [name, take] = pick(random, steps)
    question = { ...question, ...take(random, question, pick(random, donors)) }
    names.push(name)
  }
  const { publicKey, message, signature } = question
  return { publicKey, message, signature, origin: [vector.id, ...names].join(' > ') }
}

type Step = (random: Random, question: Question, donor: Vector) => Partial<Question>

const parts = ['publicKey', 'message', 'signature'] as const

const steps: readonly [name: string, take: Step][] = [
  ['flip a bit', (random, question) => changePart(random, question, flipSomeBit)],
  ['swap bytes', (random, question) => changePart(random, question, swapSomeBytes)],
  ['replace R', (_, { signature }, donor) => ({ signature: join(R(donor.signature), S(signature)) })],
  ['replace S', (_, { signature }, donor) => ({ signature: join(R(signature), S(donor.signature)) })],
  ['replace A', (_, __, { publicKey }) => ({ publicKey })],
  ['replace the message', (_, __, { message }) => ({ message })],
  ['take another vector', (_, __, donor) => donor],
  ['swap R and S', (_, { signature }) => ({ signature: join(S(signature), R(signature)) })],
  ['add to S', (random, question) => changeS(question, (value) => addOrders(random, value))],
  ['reduce S', (_, question) => changeS(question, (value) => value % GROUP_ORDER)],
  ['negate S', (_, question) => changeS(question, (value) => GROUP_ORDER - (value % GROUP_ORDER))],
  ['turn the sign', (random, question) => changePoint(random, question, (bytes) => flipBit(bytes, 255))],
  ['add a small point', (random, question) => changePoint(random, question, addSmallPoint)],
  ['add p to y', (random, question) => changePoint(random, question, addPrime)],
  ['splice', (random, { signature }, donor) => ({ signature: splice(random, signature, donor.signature) })],
  ['change the length', (random, { signature }) => ({ signature: changeLength(random, signature) })],
]

function below(random: Random, bound: number): number {
  return Math.floor(random() * bound)
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[below(random, items.length)]
  if (item === undefined) throw new RangeError('There is nothing to pick from')
  return item
}

function R(signature: Uint8Array): Uint8Array {
  return signature.subarray(0, 32)
}

function S(signature: Uint8Array): Uint8Array {
  return signature.subarray(32)
}

function join(...pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces))
}

function changePart(
  random: Random,
  question: Question,
  change: (random: Random, bytes: Uint8Array) => Uint8Array,
): Partial<Question> {
  const part = pick(random, parts)
  return { [part]: change(random, question[part]) }
}

function changeS({ signature }: Question, change: (value: bigint) => bigint): Partial<Question> {
  const value = change(decodeLittleEndian(S(signature).subarray(0, 32)))
  return { signature: join(R(signature), encodeLittleEndian(value)) }
}

/** Changes R or A. */
function changePoint(
  random: Random,
  { publicKey, signature }: Question,
  change: (bytes: Uint8Array, random: Random) => Uint8Array,
): Partial<Question> {
  return random() < 0.5
    ? { publicKey: change(publicKey, random) }
    : { signature: join(change(R(signature), random), S(signature)) }
}

function flipSomeBit(random: Random, bytes: Uint8Array): Uint8Array {
  return flipBit(bytes, below(random, bytes.length * 8))
}

function swapSomeBytes(random: Random, bytes: Uint8Array): Uint8Array {
  const [one, other] = [below(random, bytes.length), below(random, bytes.length)]
  return bytes.map(
    (byte, index) => (index === one ? bytes[other] : index === other ? bytes[one] : byte) ?? byte,
  )
}

function addOrders(random: Random, value: bigint): bigint {
  const raised = value + BigInt(1 + below(random, 15)) * GROUP_ORDER
  return raised < 2n ** 256n ? raised : value % GROUP_ORDER
}

function addSmallPoint(bytes: Uint8Array, random: Random): Uint8Array {
  const point = decodePoint(bytes, 'lenient')
  return point ? encodePoint(addPoints(point, pick(random, SMALL_ORDER_POINTS))) : bytes
}

/** Another encoding of the same point, where there is one. */
function addPrime(bytes: Uint8Array): Uint8Array {
  const value = decodeLittleEndian(bytes)
  return (value & (2n ** 255n - 1n)) < 19n ? encodeLittleEndian(value + FIELD_PRIME) : bytes
}

function splice(random: Random, head: Uint8Array, tail: Uint8Array): Uint8Array {
  const cut = below(random, 65)
  return join(head.subarray(0, cut), tail.subarray(cut))
}

function changeLength(random: Random, bytes: Uint8Array): Uint8Array {
  const length = random() < 0.5 ? below(random, 129) : bytes.length + 1
  return Uint8Array.from({ length }, (_, index) => bytes[index] ?? below(random, 256))
}
