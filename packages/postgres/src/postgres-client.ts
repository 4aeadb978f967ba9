/** What a statement came to, as far as it matters here. */
export interface PostgresResult {
  readonly rows: readonly object[]
  readonly rowCount: number | null
  /** The command that was carried out: a COMMIT of a failed transaction is a `'ROLLBACK'`. */
  readonly command: string
}

/** What runs statements: a pool or a client of the package `pg`. */
export interface PostgresRunner {
  query(text: string, values?: (string | number)[]): Promise<PostgresResult>
}

/** A client that a pool of `pg` gives out, as far as the inbox needs it. */
export interface PostgresClient extends PostgresRunner {
  release(error?: Error | boolean): void
  on(event: 'error', listener: (error: Error) => void): unknown
  removeListener(event: 'error', listener: (error: Error) => void): unknown
}

/** A pool of the package `pg` (8), as far as the inbox needs it. */
export interface PostgresPool extends PostgresRunner {
  connect(): Promise<PostgresClient>
}

/** What the pool's own `connect()` gives: with a `pg.Pool`, a `pg.PoolClient`. */
export type ClientOf<Pool extends PostgresPool> = Pool['connect'] extends {
  (): Promise<infer Client>
  (callback: never): void
}
  ? Client
  : Awaited<ReturnType<Pool['connect']>>
