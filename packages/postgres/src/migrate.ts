import type { PostgresRunner } from './postgres-client.ts'
import { DEFAULT_TABLE, quoteIndex, quoteTable } from './table.ts'

// Two CREATE TABLE IF NOT EXISTS at once can fail: processes that start together wait for each other by this number.
const LOCK = 7_835_987_225

/**
 * Makes the table of the store and the inbox where it is not there yet. It changes nothing where it is, so an application can call it
 * whenever it starts. The role needs the right to create tables; where it has none, run `sql/telnyx_call_deliveries.sql` of this package.
 *
 * @param pool - a pool or a client of the package `pg`.
 * @param options.table - as in {@link createPostgresStore}. A schema has to be there already.
 * @throws TypeError (code `invalid_option`) if the table's name is none.
 *
 * @example
 * await migrate(pool)
 */
export async function migrate(
  pool: PostgresRunner,
  { table = DEFAULT_TABLE }: { readonly table?: string } = {},
): Promise<void> {
  const statements = createTableStatements(quoteTable(table))
  // Several statements in one query are one transaction.
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
