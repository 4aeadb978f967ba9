import type { Verifier } from './verifier.ts'

/** The length of 64 bytes in base64. */
const SIGNATURE_LENGTH = 88

/** Reads the signature header: the one canonical base64 text of some 64 bytes, and `undefined` for any other. */
export function readSignature(header: string): Buffer | undefined {
  if (header.length !== SIGNATURE_LENGTH) return undefined
  const signature = Buffer.from(header, 'base64')
  return signature.length === 64 && signature.toString('base64') === header ? signature : undefined
}

/** What is verified: Ed25519 over `timestamp|body`. */
export interface SignedBody {
  /** The header's own text: it was signed as it stands, leading zeros included. */
  readonly timestamp: string
  /** The very bytes received. */
  readonly body: Uint8Array
  /** 64 bytes. */
  readonly signature: Uint8Array
}

const SEPARATOR = '|'.charCodeAt(0)

/** The account's keys. The one that matched last is tried first, so that a key that was replaced costs nothing once it is out of use. */
export class KeyRing {
  #verifiers: readonly Verifier[]
  readonly #hasThreads: boolean
  /** Whether something was verified in this turn of the event loop. */
  #isTurnTaken = false
  /** Memory for the next message. A verification that waits has it for itself, and others then take memory of their own. */
  #spare: Uint8Array | undefined

  /** @param hasThreads - whether verification on another thread can gain anything. */
  constructor(verifiers: readonly Verifier[], hasThreads: boolean) {
    this.#verifiers = verifiers
    this.#hasThreads = hasThreads
  }

  /** Finds the key that verifies. @returns its id. */
  async findKeyId({ timestamp, body, signature }: SignedBody): Promise<string | undefined> {
    const method = this.#chooseMethod()
    const memory = this.#takeMemory(timestamp.length + 1 + body.byteLength)
    const message = joinMessage(memory, timestamp, body)
    const verifiers = this.#verifiers
    let match: Verifier | undefined
    for (const verifier of verifiers) {
      const verdict = verifier[method](message, signature)
      if (verdict === true || (await verdict)) {
        match = verifier
        break
      }
    }
    this.#spare = memory
    if (match && match !== verifiers[0])
      this.#verifiers = [match, ...verifiers.filter((other) => other !== match)]
    return match?.keyId
  }

  /**
   * The way to another thread and back costs more than a lone request gains by it. Where requests crowd, the event loop takes several
   * in one turn: the first is verified there and then, and the others elsewhere meanwhile.
   */
  #chooseMethod(): 'verify' | 'verifyOffThread' {
    if (!this.#hasThreads) return 'verify'
    if (this.#isTurnTaken) return 'verifyOffThread'
    this.#isTurnTaken = true
    setImmediate(this.#endTurn)
    return 'verify'
  }

  readonly #endTurn = (): void => {
    this.#isTurnTaken = false
  }

  #takeMemory(length: number): Uint8Array {
    const spare = this.#spare
    this.#spare = undefined
    return spare && spare.length >= length ? spare : Buffer.allocUnsafeSlow(length)
  }
}

function joinMessage(memory: Uint8Array, timestamp: string, body: Uint8Array): Uint8Array {
  for (let index = 0; index < timestamp.length; index++) memory[index] = timestamp.charCodeAt(index)
  memory[timestamp.length] = SEPARATOR
  memory.set(body, timestamp.length + 1)
  return memory.subarray(0, timestamp.length + 1 + body.byteLength)
}
