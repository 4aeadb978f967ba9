/** What doctor found wrong, and how to fix it. */
export interface Finding {
  /** Stable, in snake case, such as `'not_verified'`. */
  readonly code: string
  readonly title: string
  readonly fix: string
}
