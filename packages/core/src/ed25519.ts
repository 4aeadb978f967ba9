/** `@telnyx-call/core/ed25519`: the built-in engines, and a verifier that gives the same verdict with every engine. */
export type { Ed25519Engine } from './signature/engines/engine.ts'
export type { EngineChoice } from './signature/engines/engine-choice.ts'
export { nodeCrypto } from './signature/engines/node-crypto.ts'
export { webCrypto } from './signature/engines/web-crypto.ts'
export type { Ed25519Jwk, PublicKeyInput, PublicKeyObject } from './signature/public-key.ts'
export { createVerifier, type Verifier, type VerifierOptions } from './signature/verifier.ts'
