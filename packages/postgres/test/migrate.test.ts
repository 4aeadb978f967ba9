import { readFile } from 'node:fs/promises'
import { createPostgresStore, migrate, type PostgresRunner } from '@telnyx-call/postgres'
import t from 'tap'
import { skipWithoutPostgres, startPostgresServer } from '../../../test/servers/postgres.ts'
import { openPool } from './connected-pool.ts'

const sqlFile = new URL('../sql/telnyx_call_deliveries.sql', import.meta.url)

t.test('the SQL file is what migrate() runs', async (t) => {
  const asked: string[] = []
  const pool: PostgresRunner = {
    query: async (text) => {
      asked.push(text)
      return { rows: [], rowCount: null, command: 'CREATE' }
    },
  }
  await migrate(pool)
  const file = await readFile(sqlFile, 'utf8')
  t.equal(asked.length, 1)
  t.equal(
    asked[0]?.replace(/^SELECT pg_advisory_xact_lock\(\d+\); \n/, ''),
    file.replace(/^--.*\n/gm, '').trimStart(),
  )
})

t.test('an invalid name of a table is named', async (t) => {
  const pool: PostgresRunner = { query: () => Promise.reject(new Error('not to be asked')) }
  await t.rejects(migrate(pool, { table: 'a"; DROP TABLE b; --' }), {
    name: 'TypeError',
    code: 'invalid_option',
  })
})

t.test('on a real server', { skip: skipWithoutPostgres }, async (t) => {
  const server = await startPostgresServer()
  t.teardown(() => server.close())
  const pool = openPool(t, server.url)

  t.test('many processes that start at once make one table', async (t) => {
    const pools = Array.from({ length: 10 }, () => openPool(t, server.url, { max: 2 }))
    for (let round = 0; round < 5; round++) {
      await pool.query('DROP TABLE IF EXISTS telnyx_call_deliveries')
      await Promise.all([...pools, ...pools].map((each) => migrate(each)))
      t.equal(await createPostgresStore({ pool }).claim('id', 'token', 60_000), 'claimed')
    }
    await migrate(pool)
    t.equal(
      await createPostgresStore({ pool }).claim('id', 'another', 60_000),
      'in-progress',
      'it keeps what is there',
    )
  })

  t.test('each table has an index of its own on expires_at, in its schema', async (t) => {
    await pool.query('CREATE SCHEMA other')
    const tables = ['telnyx_call_deliveries', 'x'.repeat(50), 'other.telnyx_call_deliveries']
    for (const table of tables) await migrate(pool, { table })
    const { rows } = await pool.query(`
      SELECT schemaname || '.' || indexname AS name FROM pg_indexes WHERE indexdef LIKE '%(expires_at)' ORDER BY 1`)
    t.strictSame(
      rows.map(({ name }) => name),
      [
        'other.telnyx_call_deliveries_expires_at',
        'public.telnyx_call_deliveries_expires_at',
        `public.${'x'.repeat(50)}_expires_at`,
      ],
    )
  })

  t.test('the SQL file makes a table that works, and can be run again', async (t) => {
    await pool.query('DROP TABLE telnyx_call_deliveries')
    const file = await readFile(sqlFile, 'utf8')
    await pool.query(file)
    await pool.query(file)
    t.equal(await createPostgresStore({ pool }).claim('id', 'token', 60_000), 'claimed')
  })
})
