import { findBuiltinModule } from '../runtime.ts'
import type { KeyVerifier } from './verifier.ts'

const { Buffer } = findBuiltinModule('node:buffer')

/** The signed message: Ed25519 over `timestamp|body`. */
export interface SignedBody {
  /** The header's exact text, including leading zeros: it was signed as is. */
  readonly timestamp: string
  /** The exact bytes received. */
  readonly body: Uint8Array
  /** 64 bytes. */
  readonly signature: Uint8Array
}

const SEPARATOR = '|'.charCodeAt(0)

/** The account's keys. The key that matched last is tried first, so a replaced key costs nothing once it is out of use. */
export class KeyRing {
  #verifiers: readonly KeyVerifier[]
  readonly #hasThreads: boolean
  /** Whether something was already verified in this turn of the event loop. */
  #isTurnTaken = false

  /** @param hasThreads - whether verifying on the thread pool can be faster. */
  constructor(verifiers: readonly KeyVerifier[], hasThreads: boolean) {
    this.#verifiers = verifiers
    this.#hasThreads = hasThreads
  }

  /** Finds the key that verifies the signature. @returns its id. */
  async findKeyId({ timestamp, body, signature }: SignedBody): Promise<string | undefined> {
    const isOffThread = this.#isOffThread()
    const message = joinMessage(timestamp, body)
    const verifiers = this.#verifiers
    for (const verifier of verifiers) {
      const verdict = isOffThread
        ? verifyInTime(verifier, message, signature)
        : verifier.verify(message, signature)
      if (verdict !== true && !(await verdict)) continue
      if (verifier !== verifiers[0]) {
        this.#verifiers = [verifier, ...verifiers.filter((other) => other !== verifier)]
      }
      return verifier.keyId
    }
    return undefined
  }

  /**
   * For a single request, the round trip to the thread pool costs more than it gains. Under load, the event loop reads several requests in
   * one turn: the first is verified here, and the others on the pool in the meantime.
   */
  #isOffThread(): boolean {
    if (!this.#hasThreads || this.#isTurnTaken) return this.#hasThreads
    this.#isTurnTaken = true
    setImmediate(this.#endTurn)
    return false
  }

  readonly #endTurn = (): void => {
    this.#isTurnTaken = false
  }
}

/** How long a verification waits for a thread. Files, DNS and compression share the thread pool and can occupy it for seconds. */
const THREAD_PATIENCE_MS = 50

/** Verifies on the thread pool, or on this thread if no pool thread becomes free in time. */
function verifyInTime(
  verifier: KeyVerifier,
  message: Uint8Array,
  signature: Uint8Array,
): boolean | Promise<boolean> {
  const verdict = verifier.verifyOffThread(message, signature)
  if (typeof verdict === 'boolean') return verdict
  return new Promise((resolve, reject) => {
    const verifyHere = async () => verifier.verify(message, signature)
    const timer = setTimeout(() => verifyHere().then(resolve, reject), THREAD_PATIENCE_MS)
    const stopWaiting = () => clearTimeout(timer)
    verdict.then(resolve, reject)
    verdict.then(stopWaiting, stopWaiting)
  })
}

function joinMessage(timestamp: string, body: Uint8Array): Uint8Array {
  const length = timestamp.length + 1 + body.byteLength
  // Node's pool is faster than new memory, and every byte is overwritten.
  const message = Buffer ? Buffer.allocUnsafe(length) : new Uint8Array(length)
  for (let index = 0; index < timestamp.length; index++) message[index] = timestamp.charCodeAt(index)
  message[timestamp.length] = SEPARATOR
  message.set(body, timestamp.length + 1)
  return message
}
