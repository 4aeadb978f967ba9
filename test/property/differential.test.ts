import { createPublicKey, verify } from 'node:crypto'
import { createReceiver } from '@telnyx-call/core'
import { createTestKeys, signedRequest } from '@telnyx-call/testing'
import fc from 'fast-check'
import t from 'tap'
import nacl from 'tweetnacl'
import { signedAtSeconds } from '../../packages/core/test/webhook.ts'

t.setTimeout(120_000)

/** A body, who is said to have signed it, and the signature: what three verifiers give their verdict on. */
interface Claim {
  readonly publicKey: Uint8Array
  readonly body: Uint8Array
  readonly signature: Uint8Array
}

function verifyWithNode({ publicKey, body, signature }: Claim): boolean {
  const x = Buffer.from(publicKey).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return verify(null, toMessage(body), key, signature)
}

function verifyWithTweetnacl({ publicKey, body, signature }: Claim): boolean {
  return nacl.sign.detached.verify(toMessage(body), signature, publicKey)
}

/** A key that is no point stops core at its start, which is no acceptance either. */
async function verifyWithCore(claim: Claim): Promise<boolean> {
  try {
    const receiver = createReceiver({
      publicKey: claim.publicKey,
      events: 'all',
      now: () => signedAtSeconds * 1000,
    })
    const headers: Record<string, string> = {
      'content-type': 'application/x-www-form-urlencoded',
      'telnyx-timestamp': String(signedAtSeconds),
      'telnyx-signature-ed25519': Buffer.from(claim.signature).toString('base64'),
    }
    const reception = await receiver.receive({
      method: 'POST',
      header: (name) => headers[name],
      body: claim.body,
    })
    if (reception.outcome === 'refused' && reception.refusal.code !== 'signature_mismatch') {
      throw new Error(reception.refusal.code)
    }
    return reception.outcome === 'accepted'
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && error.code === 'invalid_option') return false
    throw error
  }
}

function toMessage(body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${signedAtSeconds}|`), body])
}

async function judge(claim: Claim): Promise<Record<'node' | 'tweetnacl' | 'core', boolean>> {
  return {
    node: verifyWithNode(claim),
    tweetnacl: verifyWithTweetnacl(claim),
    core: await verifyWithCore(claim),
  }
}

const claims: fc.Arbitrary<Claim> = fc.uint8Array({ maxLength: 500 }).map((bytes) => {
  const keys = createTestKeys()
  const { headers, body } = signedRequest({ keys, body: bytes, timestamp: signedAtSeconds })
  return {
    publicKey: Buffer.from(keys.publicKey, 'base64'),
    body,
    signature: Buffer.from(headers['telnyx-signature-ed25519'] ?? '', 'base64'),
  }
})

function flipBit(bytes: Uint8Array, position: number): Uint8Array {
  const flipped = Uint8Array.from(bytes)
  const bit = position % (bytes.length * 8)
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return flipped
}

const L = 2n ** 252n + 27742317777372353535851937790883648493n

/** The same signature with L added to its second half: S + L is S again, to a verifier that does not ask for S < L. */
function makeMalleable(signature: Uint8Array): Uint8Array {
  const toggled = (bytes: Uint8Array) => Buffer.from(bytes).reverse()
  const s = BigInt(`0x${toggled(signature.subarray(32)).toString('hex')}`) + L
  const bytes = Buffer.from(s.toString(16).padStart(64, '0'), 'hex')
  return Buffer.concat([signature.subarray(0, 32), toggled(bytes)])
}

const all = (verdict: boolean) => ({ node: verdict, tweetnacl: verdict, core: verdict })

t.test('a valid signature: all three accept', async (t) => {
  for (const claim of fc.sample(claims, 60)) t.strictSame(await judge(claim), all(true))
})

t.test('a bit flipped, in the signature, the message or the key: all three refuse', async (t) => {
  const mutations: Record<string, (claim: Claim, position: number) => Claim> = {
    signature: (claim, position) => ({ ...claim, signature: flipBit(claim.signature, position) }),
    message: (claim, position) =>
      claim.body.length === 0
        ? { ...claim, body: Uint8Array.of(position) }
        : { ...claim, body: flipBit(claim.body, position) },
    key: (claim, position) => ({ ...claim, publicKey: flipBit(claim.publicKey, position) }),
  }
  for (const [name, mutate] of Object.entries(mutations)) {
    for (const [claim, position] of fc.sample(fc.tuple(claims, fc.nat()), 60)) {
      t.strictSame(await judge(mutate(claim, position)), all(false), `${name}, position ${position}`)
    }
  }
})

t.test('random signatures: all three refuse', async (t) => {
  const signatures = fc.uint8Array({ minLength: 64, maxLength: 64 })
  for (const [claim, signature] of fc.sample(fc.tuple(claims, signatures), 40)) {
    t.strictSame(await judge({ ...claim, signature }), all(false))
  }
})

t.test('S + L, where they are known to disagree: tweetnacl accepts, node and core refuse', async (t) => {
  for (const claim of fc.sample(claims, 25)) {
    const malleable = { ...claim, signature: makeMalleable(claim.signature) }
    t.strictSame(await judge(malleable), { node: false, tweetnacl: true, core: false })
  }
})
