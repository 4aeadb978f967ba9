import type { ClaimState, DeliveryStore } from '@telnyx-call/core'
import { retryConflicts } from './conflict.ts'
import { invalidOption } from './invalid-option.ts'
import { removeOldRowsWhenDue } from './old-rows.ts'
import type { PostgresRunner } from './postgres-client.ts'
import { DEFAULT_TABLE, quoteTable, toKey } from './table.ts'

/** What {@link createPostgresStore} takes. */
export interface PostgresStoreOptions {
  /** A pool of the package `pg` (8). It stays yours to end. */
  readonly pool: PostgresRunner
  /**
   * The table, or `schema.table`, that {@link migrate} or the package's SQL file made. Case counts. Guards with the same table share what
   * they handled, so give each purpose a table of its own. Default `'telnyx_call_deliveries'`.
   */
  readonly table?: string
}

/**
 * Creates the store of any number of processes in a table of PostgreSQL: one row per event, one statement per verb, each committed by
 * itself. Times are those of the server's clock. Rows that are over are removed once a minute, beside a commit.
 *
 * Its verbs reject with what the pool fails with; they wait as long as the pool does, and the guard waits `storeTimeoutMs` at most.
 *
 * @throws TypeError (code `invalid_option`) if the pool or the table's name is none, or there is another option.
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
  for (const name of Object.keys(others)) throw invalidOption(name, 'there is no such option')
  if (typeof pool?.query !== 'function') throw invalidOption('pool', 'wanted a pool of the package pg')
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

/** A row holds who has the delivery, until when. Without a token, it was handled. */
function createStatements(table: string) {
  const inMilliseconds = (parameter: string) =>
    `clock_timestamp() + ${parameter}::double precision * interval '1 millisecond'`
  return {
    // INSERT looks at the row as it is when it gets there, the SELECT below as it was when the statement began. Where the row has changed
    // in between, somebody else was faster: in-progress is right, or was.
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
