import { createVerifier, nodeCrypto, webCrypto } from '@telnyx-call/core/ed25519'
import { sodium } from '@telnyx-call/core/sodium'
import { tweetnacl } from '@telnyx-call/core/tweetnacl'

const ENGINES = { nodeCrypto, sodium, webCrypto, tweetnacl }

export const ENGINE_NAMES: readonly (keyof typeof ENGINES)[] = [
  'nodeCrypto',
  'sodium',
  'webCrypto',
  'tweetnacl',
]

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
    verifier = createVerifier(publicKey, { engine: ENGINES[engine] })
  } catch {
    return [false, false]
  }
  return [await verifier.verify(message, signature), await verifier.verifyOffThread(message, signature)]
}
