import type { Output } from '../output.ts'
import type { KeptFile } from './kept-files.ts'
import type { ReplayOptions } from './replay-options.ts'

export interface ReplayRun {
  readonly files: readonly KeptFile[]
  readonly options: ReplayOptions
  readonly output: Output
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal
}

/** Files by what came of them, such as `{ handled: 3, duplicate: 1, failed: 0 }`. */
export type ReplayCounts = Readonly<Record<string, number>>
