import type { ClaimState, DeliveryStore } from '@telnyx-call/core'
import { retryConflicts } from './conflict.ts'
import { invalidOption } from './invalid-option.ts'
import { removeOldRowsWhenDue } from './old-rows.ts'
import type { PostgresRunner } from './postgres-client.ts'
import { DEFAULT_TABLE, quoteTable, toKey } from './table.ts'

/** Options of {@link createPostgresStore}. */
export interface PostgresStoreOptions {
  /** A pool of the package `pg` (8). Ending it is up to you. */
  readonly pool: PostgresRunner
  /**
   * Name of the table, or `schema.table`, created by {@link migrate} or the package's SQL file. Case-sensitive. Guards with the same table
   * share their deliveries, so use a separate table for each purpose. Default `'telnyx_call_deliveries'`.
   */
  readonly table?: string
}

/**
 * Creates a delivery store in a PostgreSQL table, for any number of processes. It uses one row per event and one statement per operation,
 * each committed on its own. All times are those of the server's clock. Expired rows are removed about once a minute, after a commit.
 *
 * Operations reject with the pool's error and wait as long as the pool does; the guard waits at most `storeTimeoutMs`.
 *
 * @throws TypeError (code `invalid_option`) if the pool or the table name is invalid, or an option is unknown.
 *
 * @example
 * import pg from 'pg'
 *
 * const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 500, query_timeout: 500 })
 * pool.on('error', (error) => console.error(error))
 * await migrate(pool)
 *
 * telnyxCall({ publicKey, deduplication: { store: createPostgresStore({ pool }) } })
 */
export function createPostgresStore({
  pool,
  table = DEFAULT_TABLE,
  ...others
}: PostgresStoreOptions): DeliveryStore {
  for (const name of Object.keys(others)) throw invalidOption(name, 'unknown option')
  if (typeof pool?.query !== 'function') throw invalidOption('pool', 'expected a pool of the package pg')
  const quotedTable = quoteTable(table)
  const statements = createStatements(quotedTable)
  const run = (statement: string, ...values: (string | number)[]) =>
    retryConflicts(() => pool.query(statement, values))

  return {
    async claim(id, token, leaseMs) {
      const { rows } = await run(statements.claim, toKey(id), token, leaseMs)
      const [{ state }] = rows as [{ readonly state: ClaimState }]
      return state
    },

    async renew(id, token, leaseMs) {
      const { rowCount } = await run(statements.renew, toKey(id), token, leaseMs)
      return rowCount === 1
    },

    async commit(id, _token, rememberMs) {
      await run(statements.commit, toKey(id), rememberMs)
      removeOldRowsWhenDue(pool, quotedTable)
    },

    async release(id, token) {
      await run(statements.release, toKey(id), token)
    },
  }
}

/** A row records which token holds the delivery and until when. Without a token, it was handled. */
function createStatements(table: string) {
  const inMilliseconds = (parameter: string) =>
    `clock_timestamp() + ${parameter}::double precision * interval '1 millisecond'`
  return {
    // INSERT sees the current row; the SELECT below sees it as of the start of the statement. If the row changed in between, another claim
    // was faster, and in-progress is right, or was a moment ago.
    claim: `
      WITH claimed AS (
        INSERT INTO ${table} AS held (id, token, expires_at) VALUES ($1, $2, ${inMilliseconds('$3')})
        ON CONFLICT (id) DO UPDATE SET token = excluded.token, expires_at = excluded.expires_at
          WHERE held.token = excluded.token OR held.expires_at <= clock_timestamp()
        RETURNING id
      )
      SELECT CASE
        WHEN EXISTS (SELECT FROM claimed) THEN 'claimed'
        WHEN EXISTS (SELECT FROM ${table} WHERE id = $1 AND token IS NULL AND expires_at > clock_timestamp()) THEN 'done'
        ELSE 'in-progress'
      END AS state`,
    renew: `
      UPDATE ${table} SET expires_at = ${inMilliseconds('$3')}
      WHERE id = $1 AND token = $2 AND expires_at > clock_timestamp()`,
    commit: `
      INSERT INTO ${table} (id, token, expires_at) VALUES ($1, NULL, ${inMilliseconds('$2')})
      ON CONFLICT (id) DO UPDATE SET token = NULL, expires_at = excluded.expires_at`,
    release: `DELETE FROM ${table} WHERE id = $1 AND token = $2`,
  }
}
