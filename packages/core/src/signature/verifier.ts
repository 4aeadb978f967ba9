import type { Ed25519Engine } from './engines/engine.ts'
import { chooseEngine, type EngineChoice } from './engines/engine-choice.ts'
import { type PublicKey, type PublicKeyInput, readPublicKey } from './public-key.ts'
import { isSoundSignature } from './signature-rule.ts'

/** Verifies by one public key. */
export interface Verifier {
  /** The name of the engine at work. */
  readonly engine: string
  /**
   * Whether the signature is accepted, by the same verdict with every engine: 64 bytes; S below the order of the group; R canonical
   * and not of small order; and the cofactorless equation holds. It depends on the engine whether the answer is there at once.
   */
  verify(message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
  /** The same verdict, on another thread where the engine can. */
  verifyOffThread(message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
}

/** A verifier of the receiver's, which tells its keys apart. */
export interface KeyVerifier extends Verifier {
  /** The first 16 hex digits of the SHA-256 of the key's 32 bytes. */
  readonly keyId: string | Promise<string>
}

/** What {@link createVerifier} takes beside the key. */
export interface VerifierOptions {
  /** Default `'auto'`: `nodeCrypto` where the runtime has `node:crypto`, else `webCrypto`. */
  readonly engine?: EngineChoice
}

/**
 * Creates a verifier of Ed25519 signatures.
 *
 * @throws TypeError (code `invalid_option`) on an invalid key, or an engine that is unknown or that this runtime lacks.
 */
export function createVerifier(publicKey: PublicKeyInput, { engine }: VerifierOptions = {}): Verifier {
  return prepareVerifier(readPublicKey(publicKey, 'publicKey'), chooseEngine(engine))
}

/** Prepares a key that was judged. */
export function prepareVerifier({ id, bytes }: PublicKey, engine: Ed25519Engine): KeyVerifier {
  const key = engine.prepareKey(bytes)
  return {
    keyId: id,
    engine: engine.name,
    verify: (message, signature) => isSoundSignature(signature) && engine.verify(key, message, signature),
    verifyOffThread: (message, signature) =>
      isSoundSignature(signature) &&
      (engine.verifyOffThread ?? engine.verify).call(engine, key, message, signature),
  }
}
