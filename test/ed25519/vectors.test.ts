import { createPrivateKey, createPublicKey, sign, verify, webcrypto } from 'node:crypto'
import t from 'tap'
import nacl from 'tweetnacl'
import {
  decodePoint,
  encodePoint,
  expandSeed,
  isOfSmallOrder,
  SMALL_ORDER_POINTS,
  signMessage,
} from './edwards-arithmetic.ts'
import { generateMutations, type Question } from './mutations.ts'
import { publishedSignatures } from './published-signatures.ts'
import { isAcceptedByRule, judgeByRule } from './rule.ts'
import { classOf, createVectors } from './vectors.ts'

t.setTimeout(120_000)

const vectors = createVectors()

/** Engines as they are, with none of the rule's checks before them. */
const engines = {
  'node:crypto': ({ publicKey, message, signature }: Question) => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }
    return verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature)
  },
  WebCrypto: async ({ publicKey, message, signature }: Question) => {
    const key = await webcrypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
    return webcrypto.subtle.verify('Ed25519', key, signature, message)
  },
  tweetnacl: ({ publicKey, message, signature }: Question) =>
    signature.length === 64 && nacl.sign.detached.verify(message, signature, publicKey),
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

t.test('the arithmetic signs as RFC 8032 and node:crypto do', async (t) => {
  for (const { seed, publicKey, message, signature } of publishedSignatures) {
    const key = expandSeed(Buffer.from(seed, 'hex'))
    const bytes = Buffer.from(message, 'hex')
    t.equal(toHex(key.publicKey), publicKey)
    t.equal(toHex(signMessage(key, bytes)), signature)
    t.ok(isAcceptedByRule(key.publicKey, bytes, Buffer.from(signature, 'hex')))
  }
  for (let index = 0; index < 50; index++) {
    const seed = Buffer.alloc(32, index + 1)
    const message = Buffer.alloc(index * 7, index)
    const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
    const signature = sign(null, message, createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }))
    const key = expandSeed(seed)
    t.equal(toHex(signMessage(key, message)), toHex(signature))
    t.ok(isAcceptedByRule(key.publicKey, message, signature))
  }
})

t.test('eight points are of small order, and decode to themselves', async (t) => {
  t.equal(new Set(SMALL_ORDER_POINTS.map((point) => toHex(encodePoint(point)))).size, 8)
  for (const point of SMALL_ORDER_POINTS) {
    const decoded = decodePoint(encodePoint(point), 'strict')
    t.ok(isOfSmallOrder(point))
    t.equal(decoded && toHex(encodePoint(decoded)), toHex(encodePoint(point)))
  }
})

t.test('every vector has the verdict that it was made for', async (t) => {
  t.equal(new Set(vectors.map(({ id }) => id)).size, vectors.length, 'ids are unique')
  for (const { id, publicKey, message, signature, expected, why } of vectors) {
    t.equal(isAcceptedByRule(publicKey, message, signature), expected, `${id}: ${why}`)
  }
})

t.test('the vectors meet every reason of the rule but the length of the key', async (t) => {
  const verdicts = vectors.map((each) => judgeByRule(each.publicKey, each.message, each.signature))
  t.strictSame([...new Set(verdicts)].sort(), [
    'A-no-canonical-point',
    'A-small-order',
    'R-no-canonical-point',
    'R-small-order',
    'S-not-reduced',
    'accepted',
    'equation',
    'signature-length',
  ])
  t.equal(judgeByRule(new Uint8Array(31), new Uint8Array(), new Uint8Array(64)), 'key-length')
})

/** The classes that an engine judges otherwise than the rule, and how many of each. */
async function findDisagreements(engine: (question: Question) => boolean | Promise<boolean>) {
  const accepted: Record<string, number> = {}
  const refused: string[] = []
  for (const vector of vectors) {
    const isAccepted = await engine(vector)
    if (isAccepted && !vector.expected) accepted[classOf(vector)] = (accepted[classOf(vector)] ?? 0) + 1
    if (!isAccepted && vector.expected) refused.push(vector.id)
  }
  return { accepted, refused }
}

// That the engines accept these proves too that the equation holds for them, as their makers say.
const bySmallOrder = {
  'small-order-A': 24,
  'small-order-R': 9,
  'small-order-R-and-A': 43,
  'non-canonical-small-A': 6,
}

t.test(
  'what OpenSSL accepts against the rule: in Node 20 what is of small order, in Node 24 nothing',
  async (t) => {
    for (const name of ['node:crypto', 'WebCrypto'] as const) {
      const { accepted, refused } = await findDisagreements(engines[name])
      t.strictSame(refused, [], name)
      t.same(accepted, Object.keys(accepted).length > 0 ? bySmallOrder : {}, name)
    }
  },
)

t.test('what tweetnacl accepts against the rule', async (t) => {
  t.same(await findDisagreements(engines.tweetnacl), {
    accepted: { ...bySmallOrder, 'S-plus-multiple-of-L': 15, 'S-multiple-of-L': 2 },
    refused: [],
  })
  t.throws(
    () => nacl.sign.detached.verify(new Uint8Array(), new Uint8Array(63), new Uint8Array(32)),
    'and it throws on a signature of another length',
  )
})

t.test('mutations belong to their seed', async (t) => {
  const write = (seed: number) =>
    [...generateMutations(seed, 200, vectors)].map((each) => [
      each.origin,
      toHex(each.publicKey),
      toHex(each.message),
      toHex(each.signature),
    ])
  t.strictSame(write(1), write(1))
  t.not(JSON.stringify(write(1)), JSON.stringify(write(2)))
})

t.test(
  'of mutations, engines refuse none that the rule accepts, and accept more for known reasons',
  async (t) => {
    const reasons: Record<'node:crypto' | 'tweetnacl', Set<string>> = {
      'node:crypto': new Set(['accepted', 'A-small-order', 'R-small-order', 'A-no-canonical-point']),
      tweetnacl: new Set([
        'accepted',
        'A-small-order',
        'R-small-order',
        'A-no-canonical-point',
        'S-not-reduced',
      ]),
    }
    const met = new Map<string, number>()
    let index = 0
    for (const mutation of generateMutations(1, 2000, vectors)) {
      const verdict = judgeByRule(mutation.publicKey, mutation.message, mutation.signature)
      met.set(verdict, (met.get(verdict) ?? 0) + 1)
      // tweetnacl takes some milliseconds for each.
      const names = index++ % 8 === 0 ? (['node:crypto', 'tweetnacl'] as const) : (['node:crypto'] as const)
      for (const name of names) {
        const isAccepted = engines[name](mutation)
        const isExplained = isAccepted ? reasons[name].has(verdict) : verdict !== 'accepted'
        if (!isExplained)
          t.fail(`${name} ${isAccepted ? 'accepts' : 'refuses'} ${mutation.origin}: ${verdict}`)
      }
    }
    t.comment(Object.fromEntries(met))
    t.ok((met.get('accepted') ?? 0) >= 20, 'some mutations are valid')
    t.equal(met.size, 8, 'every verdict was met but that on the length of a key')
  },
)
