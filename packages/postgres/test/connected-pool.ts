import pg from 'pg'
import type { Test } from 'tap'

/** Opens a pool that ends with the test, and lives on when its server goes away. */
export function openPool(t: Test, url: string, settings: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, ...settings })
  pool.on('error', () => {})
  t.teardown(() => pool.end())
  return pool
}
