import type { PostgresRunner } from './postgres-client.ts'

const ROUND_MS = 60_000
const BATCH_SIZE = 1000

/** When the next cleanup is due, by pool and table. */
const nextRounds = new WeakMap<PostgresRunner, Map<string, number>>()

/**
 * Removes expired rows, at most once a minute per pool and table in this process. Runs in the background, in statements of up to 1000 rows
 * that skip rows locked by another process. If it fails, the next round does the work.
 */
export function removeOldRowsWhenDue(pool: PostgresRunner, table: string): void {
  const rounds = nextRounds.get(pool) ?? new Map<string, number>()
  const now = performance.now()
  if ((rounds.get(table) ?? 0) > now) return
  nextRounds.set(pool, rounds.set(table, now + ROUND_MS))
  removeOldRows(pool, table).catch(() => {})
}

async function removeOldRows(pool: PostgresRunner, table: string): Promise<void> {
  // now() rather than clock_timestamp(): only a time that is constant within the statement lets PostgreSQL use the index.
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
