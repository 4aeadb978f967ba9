import { createVerifier, type EngineChoice } from '@telnyx-call/core/ed25519'

export const ENGINE_NAMES = [
  'nodeCrypto',
  'sodium',
  'webCrypto',
  'tweetnacl',
] as const satisfies EngineChoice[]

/** What is judged: an input of any length, none of it trusted. */
export interface SignedMessage {
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** What an engine says, on this thread and on another; a key that makes no verifier accepts nothing. */
export async function judgeByEngine(
  engine: (typeof ENGINE_NAMES)[number],
  { publicKey, message, signature }: SignedMessage,
): Promise<readonly boolean[]> {
  let verifier: ReturnType<typeof createVerifier>
  try {
    verifier = createVerifier(publicKey, { engine })
  } catch {
    return [false, false]
  }
  return [await verifier.verify(message, signature), await verifier.verifyOffThread(message, signature)]
}
