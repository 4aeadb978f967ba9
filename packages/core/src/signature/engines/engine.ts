/** One implementation of Ed25519. The verifier around it sees to it that all of them accept the same signatures. */
export interface Ed25519Engine<Key = unknown> {
  /** Such as `'nodeCrypto'`. */
  readonly name: string
  /**
   * Prepares a public key once, at start-up.
   *
   * @param publicKey - its 32 bytes: a canonical point of the curve, and not of small order.
   */
  prepareKey(publicKey: Uint8Array): Key
  /**
   * Whether the cofactorless equation holds (RFC 8032, 5.1.7).
   *
   * @param message - its memory may be used for other messages once the answer is there.
   * @param signature - 64 bytes, of which S and the encoding of R were judged before.
   */
  verify(key: Key, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
  /** The same on a thread of its own, so that others are served meanwhile. A lone request has it later than from `verify`. */
  verifyOffThread?(key: Key, message: Uint8Array, signature: Uint8Array): Promise<boolean>
}
