/** The parts of a query result that are used. */
export interface PostgresResult {
  readonly rows: readonly object[]
  readonly rowCount: number | null
  /** The command that was executed: COMMIT of a failed transaction returns `'ROLLBACK'`. */
  readonly command: string
}

/** Runs statements: a pool or a client of the package `pg`. */
export interface PostgresRunner {
  query(text: string, values?: (string | number)[]): Promise<PostgresResult>
}

/** The parts of a pooled client that the inbox uses. */
export interface PostgresClient extends PostgresRunner {
  release(error?: Error | boolean): void
  on(event: 'error', listener: (error: Error) => void): unknown
  removeListener(event: 'error', listener: (error: Error) => void): unknown
}

/** The parts of a pool of the package `pg` (8) that the inbox uses. */
export interface PostgresPool extends PostgresRunner {
  connect(): Promise<PostgresClient>
}

/** The client that the pool's `connect()` returns: with a `pg.Pool`, a `pg.PoolClient`. */
export type ClientOf<Pool extends PostgresPool> = Pool['connect'] extends {
  (): Promise<infer Client>
  (callback: never): void
}
  ? Client
  : Awaited<ReturnType<Pool['connect']>>
