import type { Verifier } from './verifier.ts'

// 64 bytes are 85 whole base64 digits and a last one whose four spare bits have to be zero: A, Q, g or w.
const SIGNATURE = /^[A-Za-z0-9+/]{85}[AQgw]==$/

/** Whether the signature header is the one canonical base64 text of some 64 bytes. */
export function isSignature(header: string): boolean {
  return SIGNATURE.test(header)
}

/** What is verified: Ed25519 over `timestamp|body`. */
export interface SignedBody {
  /** The header's own text: it was signed as it stands, leading zeros included. */
  readonly timestamp: string
  /** The very bytes received. */
  readonly body: Uint8Array
  /** Base64 that {@link isSignature} approved. */
  readonly signature: string
}

/** The account's keys. The one that matched last is tried first, so that a key that was replaced costs nothing once it is out of use. */
export class KeyRing {
  #verifiers: readonly Verifier[]

  constructor(verifiers: readonly Verifier[]) {
    this.#verifiers = verifiers
  }

  /**
   * Finds the key that verifies.
   *
   * @param method - `'verifyOffThread'` where others wait.
   * @returns its id.
   */
  async findKeyId(
    { timestamp, body, signature }: SignedBody,
    method: 'verify' | 'verifyOffThread',
  ): Promise<string | undefined> {
    const message = Buffer.allocUnsafe(timestamp.length + 1 + body.byteLength)
    message.write(`${timestamp}|`, 'latin1')
    message.set(body, timestamp.length + 1)
    const signatureBytes = Buffer.from(signature, 'base64')
    const verifiers = this.#verifiers
    for (const verifier of verifiers) {
      const verdict = verifier[method](message, signatureBytes)
      if (verdict !== true && !(await verdict)) continue
      if (verifier !== verifiers[0])
        this.#verifiers = [verifier, ...verifiers.filter((other) => other !== verifier)]
      return verifier.keyId
    }
    return undefined
  }
}
