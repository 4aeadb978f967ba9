import type { Ed25519Engine } from './engines/engine.ts'
import { chooseEngine, type EngineChoice } from './engines/engine-choice.ts'
import { type PublicKey, type PublicKeyInput, readPublicKey } from './public-key.ts'
import { isSoundSignature } from './signature-rule.ts'

/** Verifies signatures with one public key. */
export interface Verifier {
  /** Name of the engine in use. */
  readonly engine: string
  /**
   * Whether the signature is valid. Every engine gives the same verdict: 64 bytes; S below the group order; R canonical and not of small
   * order; and the cofactorless equation holds. Synchronous or asynchronous, depending on the engine.
   */
  verify(message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
  /** The same verdict, computed on the thread pool if the engine supports it. */
  verifyOffThread(message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
}

/** A verifier that knows the id of its key. */
export interface KeyVerifier extends Verifier {
  /** The first 16 hex digits of the SHA-256 of the key's 32 bytes. */
  readonly keyId: string | Promise<string>
}

/** Options of {@link createVerifier}. */
export interface VerifierOptions {
  /** The Ed25519 engine. Default `'auto'`: `nodeCrypto` if the runtime has `node:crypto`, else `webCrypto`. */
  readonly engine?: EngineChoice
}

/**
 * Creates a verifier for Ed25519 signatures.
 *
 * @throws TypeError (code `invalid_option`) on an invalid key, or an engine that is unknown or not available in this runtime.
 */
export function createVerifier(publicKey: PublicKeyInput, { engine }: VerifierOptions = {}): Verifier {
  return prepareVerifier(readPublicKey(publicKey, 'publicKey'), chooseEngine(engine))
}

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
