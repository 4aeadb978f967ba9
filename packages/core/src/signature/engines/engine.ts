/** An Ed25519 implementation. The verifier around it ensures that every engine accepts the same signatures. */
export interface Ed25519Engine<Key = unknown> {
  /** Name of the engine, such as `'nodeCrypto'`. */
  readonly name: string
  /**
   * Prepares a public key, once at start-up.
   *
   * @param publicKey - its 32 bytes: a canonical point on the curve, and not of small order.
   */
  prepareKey(publicKey: Uint8Array): Key
  /**
   * Whether the cofactorless equation holds (RFC 8032, 5.1.7).
   *
   * @param signature - 64 bytes. S and the encoding of R have already been checked.
   */
  verify(key: Key, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
  /** The same on another thread, so that other requests are served in the meantime. For a single request, it is slower than `verify`. */
  verifyOffThread?(key: Key, message: Uint8Array, signature: Uint8Array): Promise<boolean>
}
