import { createPublicKey, sign } from 'node:crypto'
import type { Evidence } from '../../src/diagnosis/diagnosis.ts'
import { type Damage, damageRequest, replaceHeader } from './damage.ts'
import { keys, NOW, otherKeys, sampleBody, signEvidence } from './samples.ts'

const SIGNATURE = 'telnyx-signature-ed25519'
const TIMESTAMP = 'telnyx-timestamp'

const publicKey = createPublicKey(keys.privateKey)
const der = publicKey.export({ type: 'spki', format: 'der' })
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const hex = Buffer.from(keys.publicKey, 'base64').toString('hex')
const rename = ({ headers }: Evidence, from: string, to: string): Evidence['headers'] =>
  headers.map(([name, value]) => [name === from ? to : name, value])
const readHeader = ({ headers }: Evidence, name: string) =>
  headers.find(([other]) => other === name)?.[1] ?? ''
const changeSignature = (change: (value: string) => string) => (evidence: Evidence) => {
  const headers = replaceHeader(evidence, SIGNATURE, change)
  return readHeader({ ...evidence, headers }, SIGNATURE) === readHeader(evidence, SIGNATURE)
    ? undefined
    : { headers }
}
const changeTimestamp = (change: (value: string) => string) => (evidence: Evidence) => ({
  headers: replaceHeader(evidence, TIMESTAMP, change),
})
const apiKey = 'KEY0187A1B2C3D4E5F60718293A4B5C6D7E8F_abcdefghijklmnopqrstu'

/** Mistakes in headers, method, clock and key that can be taken back. */
export const requestDamages: readonly Damage[] = [
  damageRequest('header_name_wrong', 'wrong name of the signature', (evidence, random) => ({
    headers: rename(
      evidence,
      SIGNATURE,
      random.pick(['x-telnyx-signature', 'telnyx-signature', 'Telnyx-Signature-Ed-25519', 'x-signature']),
    ),
  })),
  damageRequest('header_name_wrong', 'wrong name of the timestamp', (evidence, random) => ({
    headers: rename(
      evidence,
      TIMESTAMP,
      random.pick(['x-telnyx-timestamp', 'timestamp', 'telnyx_timestamp']),
    ),
  })),
  damageRequest('header_repeated', 'repeated', (evidence) => ({
    headers: [...evidence.headers, [SIGNATURE, readHeader(evidence, SIGNATURE)]],
  })),
  damageRequest('headers_swapped', 'swapped', (evidence) => ({
    headers: rename(
      {
        ...evidence,
        headers: rename({ ...evidence, headers: rename(evidence, SIGNATURE, 'held') }, TIMESTAMP, SIGNATURE),
      },
      'held',
      TIMESTAMP,
    ),
  })),
  damageRequest(
    'signature_plus_became_space',
    'plus became a space',
    changeSignature((value) => value.replaceAll('+', ' ').trim()),
  ),
  damageRequest(
    'signature_in_hex',
    'hex',
    changeSignature((value) => Buffer.from(value, 'base64').toString('hex')),
  ),
  damageRequest(
    'signature_in_base64url',
    'base64url',
    changeSignature((value) => Buffer.from(value, 'base64').toString('base64url')),
  ),
  damageRequest('signature_percent_encoded', 'percent-encoded', changeSignature(encodeURIComponent)),
  damageRequest(
    'signature_in_quotes',
    'quoted signature',
    changeSignature((value) => `"${value}"`),
  ),
  damageRequest(
    'timestamp_in_milliseconds',
    'milliseconds',
    changeTimestamp((value) => `${value}${'042'}`),
  ),
  damageRequest('timestamp_as_date', 'a date', (evidence, random) => {
    const write = random.pick([
      (date: Date) => date.toISOString(),
      (date: Date) => date.toUTCString(),
      (date: Date) => date.toISOString().replace('.000', ''),
    ])
    return changeTimestamp((value) => write(new Date(Number(value) * 1000)))(evidence)
  }),
  damageRequest(
    'timestamp_malformed',
    'a fraction',
    changeTimestamp((value) => `${value}.25`),
  ),
  damageRequest('clock_off', 'clock off', (_, random) => ({
    now: new Date(NOW.getTime() + (400 + random.below(90_000)) * 1000 * random.pick([1, -1])),
  })),
  damageRequest('method_not_post', 'PUT', (_, random) => ({ method: random.pick(['PUT', 'GET', 'PATCH']) })),
  damageRequest('content_type_unsupported', 'another content type', (evidence, random) => ({
    headers: replaceHeader(evidence, 'Content-Type', () =>
      random.pick(['text/plain', 'multipart/form-data; boundary=x', 'application/octet-stream']),
    ),
  })),
  damageRequest('signed_message_differs', 'separator left out', (evidence, random) => {
    const message = Buffer.concat([
      Buffer.from(readHeader(evidence, TIMESTAMP) + random.pick(['', '.', ':'])),
      evidence.body,
    ])
    return {
      headers: replaceHeader(evidence, SIGNATURE, () =>
        sign(null, message, keys.privateKey).toString('base64'),
      ),
    }
  }),
  // Both are true: each of the two has the other's.
  damageRequest(
    ['signature_of_other_delivery', 'body_of_other_delivery'],
    'headers of another delivery',
    (evidence, random) => {
      const other = signEvidence('form', sampleBody('form', random), random)
      return { headers: other.headers, otherDeliveries: [other, evidence] }
    },
  ),
  damageRequest('body_of_other_delivery', 'body of another delivery', (evidence, random) => ({
    body: Buffer.from(sampleBody('form', random)),
    otherDeliveries: [signEvidence('json', sampleBody('json', random), random), { ...evidence, headers: [] }],
  })),
  damageRequest('key_surrounded_by_whitespace', 'line break behind the key', (_, random) => ({
    publicKeys: [
      random.pick([
        `${keys.publicKey}\n`,
        ` ${keys.publicKey}`,
        `${keys.publicKey}\\n`,
        `\t${keys.publicKey}\r\n`,
      ]),
    ],
  })),
  damageRequest('key_in_quotes', 'quoted key', (_, random) => ({
    publicKeys: [random.pick([`"${keys.publicKey}"`, `'${keys.publicKey}'`, `"${keys.publicKey}`])],
  })),
  damageRequest('key_in_hex', 'key in hex', (_, random) => ({
    publicKeys: [random.pick([hex, hex.toUpperCase(), `0x${hex}`])],
  })),
  damageRequest('key_in_pem', 'key in PEM', (_, random) => ({
    publicKeys: [random.pick([pem, pem.trim(), pem.replaceAll('\n', '\\n'), pem.replaceAll('\n', ' ')])],
  })),
  damageRequest('key_in_der', 'key in DER', (_, random) => ({
    publicKeys: [der.toString(random.pick(['base64', 'hex']))],
  })),
  damageRequest('key_in_base64url', 'key in base64url', () => ({
    publicKeys: [Buffer.from(keys.publicKey, 'base64').toString('base64url')],
  })),
  damageRequest('key_is_private', 'private key', () => ({
    publicKeys: [keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  })),
  damageRequest('other_key', 'another of the given keys', () => ({
    publicKeys: [otherKeys.publicKey],
    otherPublicKeys: [{ name: 'the second key', publicKey: keys.publicKey }],
  })),
  damageRequest(['key_is_api_key', 'other_key'], 'API key beside the right one', () => ({
    publicKeys: [apiKey],
    otherPublicKeys: [{ name: 'the second key', publicKey: keys.publicKey }],
  })),
  damageRequest(['key_in_quotes', 'trailing_newline_added'], 'quoted key and a line break', (evidence) => ({
    publicKeys: [`"${keys.publicKey}"`],
    body: Buffer.concat([evidence.body, Buffer.from('\n')]),
  })),
  damageRequest(['signature_in_hex', 'byte_order_mark_added'], 'hex and a byte order mark', (evidence) => ({
    ...changeSignature((value) => Buffer.from(value, 'base64').toString('hex'))(evidence),
    body: Buffer.concat([Buffer.from('\u{FEFF}'), evidence.body]),
  })),
]

/** Mistakes that lose what would be needed to take them back. */
export const lostRequestDamages: readonly Damage[] = [
  damageRequest(
    'key_is_api_key',
    'API key',
    (_, random) => ({ publicKeys: [random.pick([apiKey, `"${apiKey}"`])] }),
    { isReversible: false },
  ),
  damageRequest(
    ['key_malformed'],
    'key cut',
    (_, random) => ({ publicKeys: [keys.publicKey.slice(0, 10 + random.below(30))] }),
    { isReversible: false },
  ),
  damageRequest('key_missing', 'no key', (_, random) => ({ publicKeys: random.pick([[], [''], [' ']]) }), {
    isReversible: false,
  }),
  damageRequest(
    'header_missing',
    'header missing',
    (evidence, random) => {
      const missing = random.pick([SIGNATURE, TIMESTAMP])
      return { headers: evidence.headers.filter(([name]) => name !== missing) }
    },
    { isReversible: false },
  ),
  damageRequest(
    'signature_malformed',
    'signature cut',
    changeSignature((value) => value.slice(0, 60)),
    { isReversible: false },
  ),
  damageRequest(
    'signature_lower_cased',
    'signature in lower case',
    changeSignature((value) => value.toLowerCase()),
    { isReversible: false },
  ),
  damageRequest(
    'timestamp_malformed',
    'timestamp is no time',
    changeTimestamp(() => 'now'),
    { isReversible: false },
  ),
]
