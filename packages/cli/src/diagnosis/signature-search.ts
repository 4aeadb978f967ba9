import { type KeyObject, verify } from 'node:crypto'
import type { HeaderReading } from './header-reading.ts'

/** Verifies signatures until one holds, and never more than a limit of them, so that a diagnosis has an end. */
export class SignatureSearch {
  readonly #limit: number
  readonly #tried = new Set<string>()
  #candidates = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Signatures that were verified. */
  get candidates(): number {
    return this.#candidates
  }

  get isExhausted(): boolean {
    return this.#candidates >= this.#limit
  }

  /**
   * Whether the signature holds over `timestamp`, `separator` and body.
   *
   * @param keyIndex - which key it is, to tell candidates apart
   */
  holds(
    key: KeyObject,
    keyIndex: number,
    { timestamp, signature }: Omit<HeaderReading, 'repairs'>,
    body: Uint8Array,
    separator = '|',
  ): boolean {
    const message = Buffer.concat([Buffer.from(timestamp + separator), body])
    const candidate = `${keyIndex} ${signature.toString('latin1')} ${message.toString('latin1')}`
    if (this.isExhausted || this.#tried.has(candidate)) return false
    this.#tried.add(candidate)
    this.#candidates++
    return verify(null, message, key, signature)
  }
}
