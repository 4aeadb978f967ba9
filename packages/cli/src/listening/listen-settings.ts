import type { Forward } from './forwarding.ts'
import type { Misbehavior } from './misbehavior.ts'

/** What `listen` was asked to do, read and checked. */
export interface ListenSettings {
  /** 0 for any free one. */
  readonly port: number
  /** Absent without a page. */
  readonly pagePort?: number
  readonly home: string
  /** The account's, if it is configured. */
  readonly accountKey?: string
  /** Whether the account's key was given by `--public-key`. */
  readonly isAccountKeyGiven: boolean
  readonly recordFolder?: string
  readonly forwards: readonly Forward[]
  /** Answers what waits for TeXML; absent for an empty document. */
  readonly texml?: Uint8Array
  readonly misbehavior: Misbehavior
  readonly isRevealed: boolean
}
