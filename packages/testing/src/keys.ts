import { generateKeyPairSync, type KeyObject } from 'node:crypto'

/** An Ed25519 key pair that replaces Telnyx's own in tests. */
export interface TestKeys {
  /** Base64 of the 32 raw bytes (44 characters), as the Telnyx portal shows a public key. */
  readonly publicKey: string
  /** Signs the test's requests; see `signedRequest`. */
  readonly privateKey: KeyObject
}

/**
 * Creates a new Ed25519 key pair. Pass `publicKey` to the route under test and the pair to `signedRequest`.
 *
 * @example
 * const keys = createTestKeys()
 * const app = buildApp({ telnyxPublicKey: keys.publicKey })
 */
export function createTestKeys(): TestKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  // An Ed25519 public key in DER (RFC 8410) ends with its 32 raw bytes.
  const rawBytes = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  return { publicKey: rawBytes.toString('base64'), privateKey }
}
