import type { PostgresRunner } from './postgres-client.ts'

const ROUND_MS = 60_000
const BATCH_SIZE = 1000

/** When a round is due again, for each pool and table that was written to. */
const nextRounds = new WeakMap<PostgresRunner, Map<string, number>>()

/**
 * Removes the rows that are over, at most once a minute for each pool and table of this process. It runs beside what the application
 * does, in statements of 1000 rows that pass over what another process is removing, and a round that fails is left to the next one.
 */
export function removeOldRowsWhenDue(pool: PostgresRunner, table: string): void {
  const rounds = nextRounds.get(pool) ?? new Map<string, number>()
  const now = performance.now()
  if ((rounds.get(table) ?? 0) > now) return
  nextRounds.set(pool, rounds.set(table, now + ROUND_MS))
  removeOldRows(pool, table).catch(() => {})
}

async function removeOldRows(pool: PostgresRunner, table: string): Promise<void> {
  // now() and not clock_timestamp(): by a time that cannot change within the statement, the index finds the rows.
  const statement = `
    DELETE FROM ${table} WHERE id IN (
      SELECT id FROM ${table} WHERE expires_at <= now() ORDER BY expires_at LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED
    )`
  let removed: number | null
  do {
    const result = await pool.query(statement)
    removed = result.rowCount
  } while (removed === BATCH_SIZE)
}
