import { createHash, createPublicKey, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { createReceiver, type PublicKeyInput } from '@telnyx-call/core'
import t from 'tap'
import { createTestReceiver, createWebhook, expectDelivery, keys } from './webhook.ts'

const raw = Buffer.from(keys.publicKey, 'base64')
const publicKey = createPublicKey(keys.privateKey)
const der = publicKey.export({ format: 'der', type: 'spki' })
const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
const hex = raw.toString('hex')
const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') } as const

const keyId = createHash('sha256').update(raw).digest('hex').slice(0, 16)
const otherKey = generateKeyPairSync('ed25519').publicKey

const forms: Record<string, PublicKeyInput | readonly PublicKeyInput[]> = {
  'base64, as the portal shows it': keys.publicKey,
  'lower-case hex': hex,
  'upper-case hex': hex.toUpperCase(),
  PEM: pem,
  'PEM without its last line break': pem.trim(),
  'PEM with Windows line breaks': pem.replaceAll('\n', '\r\n'),
  'PEM that is indented': pem.replaceAll(/^/gm, '  '),
  'PEM with empty lines around it': `\n\n${pem}\n`,
  'DER bytes': der,
  'DER as a plain Uint8Array': new Uint8Array(der),
  'base64 of DER': der.toString('base64'),
  'raw bytes': raw,
  'raw bytes as a plain Uint8Array': new Uint8Array(raw),
  'a part of a larger buffer': Buffer.concat([randomBytes(7), raw, randomBytes(9)]).subarray(7, 39),
  JWK: jwk,
  'JWK as node:crypto exports it': publicKey.export({ format: 'jwk' }) as PublicKeyInput,
  'JWK with more members': { ...jwk, kid: 'telnyx', use: 'sig' } as PublicKeyInput,
  KeyObject: publicKey,
  'a list of one': [keys.publicKey],
  'a list with another before it': [otherKey, pem],
  'a list with another behind it': [jwk, otherKey],
}

for (const [name, form] of Object.entries(forms)) {
  t.test(`taken: ${name}`, async (t) => {
    const delivery = expectDelivery(await createTestReceiver({ publicKey: form }).receive(createWebhook()))
    t.equal(delivery.keyId, keyId)
  })
}

t.test('bytes are copied: a later change of the buffer changes no key', async (t) => {
  const bytes = Buffer.from(raw)
  const receiver = createTestReceiver({ publicKey: bytes })
  bytes.fill(0)
  t.equal(expectDelivery(await receiver.receive(createWebhook())).keyId, keyId)
})

t.test('a public key whose base64 happens to begin with KEY is taken', async (t) => {
  // About one key in 262,144 does. Every second y belongs to a point, so one of these is a key.
  const publicKeys = Array.from({ length: 64 }, (_, index) => {
    const bytes = Buffer.concat([Buffer.from('KEYA', 'base64'), Buffer.alloc(29, index + 1)])
    bytes[31] = index
    return bytes
  })
  const usable = publicKeys.find((bytes) => {
    try {
      return createReceiver({ publicKey: bytes })
    } catch {
      return false
    }
  })
  t.ok(usable)
  const text = (usable ?? Buffer.alloc(0)).toString('base64')
  t.match(text, /^KEYA.{39}=$/)
  t.doesNotThrow(() => createReceiver({ publicKey: text }))
})

const apiKey = `KEY018D${randomBytes(14).toString('hex').toUpperCase()}_${randomBytes(16).toString('base64url')}`
const pkcs8 = keys.privateKey.export({ format: 'der', type: 'pkcs8' })
const privatePem = keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
const privateJwk = keys.privateKey.export({ format: 'jwk' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const x25519 = generateKeyPairSync('x25519')
const rsaPem = rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString()
const bytes = (length: number) => randomBytes(length)

const sparseList: unknown[] = []
sparseList[1] = keys.publicKey

/** What was given, and what the message has to say of it. */
const mistakes: Record<string, [input: unknown, seen: RegExp]> = {
  missing: [undefined, /: it is missing\./],
  null: [null, /of type null/],
  'a number': [20, /of type number/],
  'a boolean': [true, /of type boolean/],
  'a function in a list': [[() => keys.publicKey], /of type function/],
  'an empty text': ['', /it is empty/],
  'white space': [' \n', /it is empty/],
  'an API key': [apiKey, /looks like an API key/],
  'an API key with a line break': [`${apiKey}\n`, /looks like an API key/],
  'double quotes': [`"${keys.publicKey}"`, /quotes/],
  'single quotes': [`'${keys.publicKey}'`, /quotes/],
  'one quote at the end': [`${keys.publicKey}"`, /quotes/],
  'quotes around PEM': [`"${pem}"`, /quotes/],
  'a line break behind it': [`${keys.publicKey}\n`, /whitespace/],
  'a blank before it': [` ${keys.publicKey}`, /whitespace/],
  'a line break behind hex': [`${hex}\n`, /whitespace/],
  'no padding': [Buffer.alloc(32, 7).toString('base64').slice(0, -1), /without its padding/],
  'no padding, with + and /': [Buffer.alloc(32, 0xfb).toString('base64').slice(0, -1), /without its padding/],
  'base64url without padding': [jwk.x, /base64url/],
  'base64url with padding': [Buffer.alloc(32, 0xfb).toString('base64url').concat('='), /44 characters/],
  'base64 with spare bits set': [`${'A'.repeat(42)}B=`, /neither base64, hex nor PEM/],
  'a word': ['swordfish!', /10 characters is neither base64, hex nor PEM/],
  'hex of 31 bytes': [hex.slice(2), /62 characters is neither/],
  'a private PEM': [privatePem, /this is a private key/],
  'an RSA private PEM': [
    rsa.privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
    /this is a private key/,
  ],
  'a private PEM with backslash-n': [privatePem.replaceAll('\n', '\\n'), /this is a private key/],
  'PEM with backslash-n': [pem.replaceAll('\n', '\\n'), /backslash-n/],
  'two PEM blocks': [`${pem}${pem}`, /several PEM blocks.*pass the keys as a list/],
  'a public and a private PEM': [`${pem}${privatePem}`, /this is a private key/],
  'PEM that is cut off': [pem.slice(0, 60), /cannot be read/],
  'PEM of RSA': [rsaPem, /PEM text \(PUBLIC KEY\) is not an Ed25519 public key/],
  'PEM of X25519': [x25519.publicKey.export({ format: 'pem', type: 'spki' }), /is not an Ed25519 public key/],
  'PKCS8 bytes': [pkcs8, /this is a private key/],
  'base64 of PKCS8': [pkcs8.toString('base64'), /this is a private key/],
  '31 bytes': [bytes(31), /31 bytes/],
  '33 bytes': [bytes(33), /33 bytes/],
  '64 bytes': [bytes(64), /64 bytes, the size of a signature or a secret key/],
  'no bytes': [bytes(0), /0 bytes/],
  'base64 of 31 bytes': [bytes(31).toString('base64'), /31 bytes/],
  'base64 of 33 bytes': [bytes(33).toString('base64'), /33 bytes/],
  'base64 of 64 bytes': [bytes(64).toString('base64'), /64 bytes/],
  'DER of RSA': [rsa.publicKey.export({ format: 'der', type: 'spki' }), /294 bytes/],
  'DER of X25519': [x25519.publicKey.export({ format: 'der', type: 'spki' }), /44 bytes/],
  'a private KeyObject': [keys.privateKey, /private key/],
  'a secret KeyObject': [createSecretKey(raw), /secret key/],
  'an RSA KeyObject': [rsa.publicKey, /of type rsa/],
  'an X25519 KeyObject': [x25519.publicKey, /of type x25519/],
  'a private JWK': [privateJwk, /private key \(the member "d"\)/],
  'a JWK of RSA': [rsa.publicKey.export({ format: 'jwk' }), /neither a KeyObject nor a JWK/],
  'a JWK of X25519': [{ ...jwk, crv: 'X25519' }, /neither a KeyObject nor a JWK/],
  'a JWK without crv': [{ kty: 'OKP', x: jwk.x }, /neither a KeyObject nor a JWK/],
  'a JWK without kty': [{ crv: 'Ed25519', x: jwk.x }, /neither a KeyObject nor a JWK/],
  'an empty object': [{}, /neither a KeyObject nor a JWK/],
  'a JWK without x': [{ kty: 'OKP', crv: 'Ed25519' }, /"x"/],
  'a JWK whose x is a number': [{ ...jwk, x: 1 }, /"x"/],
  'a JWK whose x is too short': [{ ...jwk, x: jwk.x.slice(2) }, /"x"/],
  'a JWK whose x is padded': [{ ...jwk, x: `${jwk.x}=` }, /"x"/],
  'a key pair': [keys, /neither a KeyObject nor a JWK/],
  'an empty list': [[], /list of keys is empty/],
  'a list in a list': [[[keys.publicKey]], /publicKey\[0\]: this object is neither/],
  'a list with a hole': [[keys.publicKey, undefined], /publicKey\[1\]: it is missing/],
  'a list with a place that was left out': [sparseList, /publicKey\[0\]: it is missing/],
  'a list with a private key': [[keys.publicKey, privatePem], /publicKey\[1\]: this is a private key/],
}

/** Everything in these tests that no message may hold a piece of. */
const confidential = [
  apiKey,
  keys.publicKey,
  hex,
  hex.toUpperCase(),
  jwk.x,
  String(privateJwk.d),
  pkcs8.toString('base64'),
  rsaPem.replace(/-----[^-]+-----/g, ''),
  'swordfish!',
]

function findPiece(message: string, text: string): string | undefined {
  const pieces = Array.from({ length: text.length - 7 }, (_, start) => text.slice(start, start + 8))
  return pieces.find((piece) => message.includes(piece))
}

for (const [name, [input, seen]] of Object.entries(mistakes)) {
  t.test(`refused: ${name}`, async (t) => {
    const error = catchError(() => createReceiver({ publicKey: input as PublicKeyInput }))
    t.match(error, { name: 'TypeError', code: 'invalid_option', message: seen })
    t.match(error.message, /^telnyx-call: option publicKey(\[\d\])?: /)
    const texts = typeof input === 'string' && !input.includes('-----') ? [input.trim()] : []
    const given = input instanceof Uint8Array ? [Buffer.from(input).toString('base64')] : texts
    for (const text of [...confidential, ...given]) t.equal(findPiece(error.message, text), undefined)
    t.notOk('cause' in error, 'no inner error comes along')
  })
}

t.test('what is wanted is said, wherever the key is wrong in itself', async (t) => {
  for (const input of [undefined, apiKey, privatePem, raw.subarray(1), keys.privateKey, {}]) {
    const { message } = catchError(() => createReceiver({ publicKey: input as PublicKeyInput }))
    t.match(
      message,
      /Expected the public key of the Telnyx account.*hex, PEM, DER, JWK and KeyObject are accepted, too\.$/,
    )
  }
})

t.test('only the key that signed vouches', async (t) => {
  const receiver = createTestReceiver({ publicKey: [otherKey, generateKeyPairSync('ed25519').publicKey] })
  t.match(await receiver.receive(createWebhook()), {
    outcome: 'refused',
    refusal: { code: 'signature_mismatch' },
  })
})

function catchError(create: () => unknown): Error {
  try {
    create()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('it was taken')
}
