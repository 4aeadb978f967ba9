/** `@telnyx-call/core/ed25519`: the engines that can verify, and one verdict around all of them. */
export type { Ed25519Engine } from './engines/engine.ts'
export type { EngineChoice } from './engines/engine-choice.ts'
export { nodeCrypto } from './engines/node-crypto.ts'
export { sodium } from './engines/sodium.ts'
export { tweetnacl } from './engines/tweetnacl.ts'
export { webCrypto } from './engines/web-crypto.ts'
export type { Ed25519Jwk, PublicKeyInput } from './public-key.ts'
export { createVerifier, type Verifier, type VerifierOptions } from './verifier.ts'
