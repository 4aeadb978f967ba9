import type { PostgresRunner } from './postgres-client.ts'
import { DEFAULT_TABLE, quoteIndex, quoteTable } from './table.ts'

// Concurrent CREATE TABLE IF NOT EXISTS can fail, so processes that start together wait on this advisory lock.
const LOCK = 7_835_987_225

/**
 * Creates the table of the store and the inbox if it does not exist. Otherwise nothing changes, so it is safe to call at every start. The
 * role must be allowed to create tables; if it is not, run `sql/telnyx_call_deliveries.sql` from this package instead.
 *
 * @param pool - a pool or a client of the package `pg`.
 * @param options.table - as for {@link createPostgresStore}. Its schema must exist.
 * @throws TypeError (code `invalid_option`) if the table name is invalid.
 *
 * @example
 * await migrate(pool)
 */
export async function migrate(
  pool: PostgresRunner,
  { table = DEFAULT_TABLE }: { readonly table?: string } = {},
): Promise<void> {
  const statements = createTableStatements(quoteTable(table))
  // Several statements in one query run as one transaction.
  await pool.query(`SELECT pg_advisory_xact_lock(${LOCK}); ${statements}`)
}

function createTableStatements(table: string): string {
  return `
CREATE TABLE IF NOT EXISTS ${table} (
  id text COLLATE "C" PRIMARY KEY,
  token text,
  expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS ${quoteIndex(table)} ON ${table} (expires_at);
`
}
