import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPostgresStore, migrate } from '@telnyx-call/postgres'
import { testDeliveryStore } from '@telnyx-call/testing'
import t from 'tap'
import { skipWithoutPostgres, startPostgresServer } from '../../../test/servers/postgres.ts'
import { openPool } from './connected-pool.ts'

t.test('on a real server', { skip: skipWithoutPostgres }, async (t) => {
  const server = await startPostgresServer()
  t.teardown(() => server.close())
  const pool = openPool(t, server.url)
  await migrate(pool)
  const store = createPostgresStore({ pool })

  t.test('the store keeps its promises', () => testDeliveryStore(store))

  for (const level of ['repeatable read', 'serializable']) {
    t.test(`the store keeps its promises where transactions are ${level}`, async (t) => {
      const options = `-c default_transaction_isolation=${level.replace(' ', '\\ ')}`
      const strict = openPool(t, server.url, { options })
      const { rows } = await strict.query('SHOW transaction_isolation')
      t.strictSame(rows, [{ transaction_isolation: level }])
      await testDeliveryStore(createPostgresStore({ pool: strict }))
    })
  }

  t.test('of many claims from several pools one is given', async (t) => {
    const stores = [1, 2, 3, 4].map(() => createPostgresStore({ pool: openPool(t, server.url, { max: 4 }) }))
    for (let round = 0; round < 20; round++) {
      const id = randomUUID()
      const states = await Promise.all(
        Array.from({ length: 5 }, () => stores.map((each) => each.claim(id, randomUUID(), 60_000))).flat(),
      )
      t.equal(states.filter((state) => state === 'claimed').length, 1)
      t.equal(states.filter((state) => state === 'in-progress').length, 19)
    }
  })

  t.test('a claim that waited for a faster one is told who was faster', async (t) => {
    const faster = await pool.connect()
    t.teardown(() => faster.release())
    await store.claim('lease over', 'late', 1)
    await store.commit('memory over', 'late', 1)
    await sleep(20)
    for (const id of ['lease over', 'memory over', 'new']) {
      await faster.query('BEGIN')
      await faster.query(
        `INSERT INTO telnyx_call_deliveries VALUES ($1, 'faster', now() + interval '1 minute')
        ON CONFLICT (id) DO UPDATE SET token = excluded.token, expires_at = excluded.expires_at`,
        [id],
      )
      const state = store.claim(id, 'token', 60_000)
      t.equal(await Promise.race([state, sleep(50, 'waiting')]), 'waiting')
      await faster.query('COMMIT')
      t.equal(await state, 'in-progress', id)
      t.equal(await store.renew(id, 'faster', 60_000), true)
    }
  })

  t.test('an event is a row, and a verb is a statement', async (t) => {
    await pool.query('TRUNCATE telnyx_call_deliveries')
    const read = async () => {
      const { rows } = await pool.query(`
        SELECT id, token, round(extract(epoch FROM expires_at - clock_timestamp())) AS seconds FROM telnyx_call_deliveries`)
      return rows.map(({ id, token, seconds }) => [id, token, Number(seconds)])
    }
    await store.claim('id', 'token', 60_000)
    t.strictSame(await read(), [['id', 'token', 60]])
    await store.renew('id', 'token', 120_000)
    t.strictSame(await read(), [['id', 'token', 120]])
    await store.commit('id', 'token', 86_400_000)
    t.strictSame(await read(), [['id', null, 86_400]])
    await store.claim('another', 'token', 60_000)
    await store.release('another', 'token')
    t.equal((await read()).length, 1)

    let statements = 0
    const counting = {
      query: (text: string, values?: (string | number)[]) => {
        statements += 1
        return pool.query(text, values)
      },
    }
    const counted = createPostgresStore({ pool: counting })
    for (const token of ['token', 'another']) await counted.claim('counted', token, 60_000)
    await counted.renew('counted', 'token', 60_000)
    await counted.release('counted', 'token')
    t.equal(statements, 4)
  })

  t.test('an id may be longer than a key of an index, and hold what PostgreSQL cannot', async (t) => {
    await pool.query('TRUNCATE telnyx_call_deliveries')
    const long = '电'.repeat(100_000)
    const ids = ['a\0', 'a\0b', 'a', long, `${long}x`, 'x'.repeat(500), 'inbox:a', 'sha256:a']
    for (const id of ids) t.equal(await store.claim(id, `token of ${id.length}`, 60_000), 'claimed')
    for (const id of ids) t.equal(await store.claim(id, 'another', 60_000), 'in-progress')
    const { rows } = await pool.query('SELECT id FROM telnyx_call_deliveries ORDER BY id')
    t.match(
      rows.map(({ id }) => id),
      ['a', ...Array(6).fill(/^sha256:[0-9a-f]{64}$/), 'x'.repeat(500)],
    )
  })

  t.test('the table is of your choice, also in another schema, and keeps stores apart', async (t) => {
    await pool.query('CREATE SCHEMA "Telnyx"; CREATE SCHEMA other')
    for (const table of ['order', 'Calls', '_1', 'Telnyx.order', 'other.order', `other.${'x'.repeat(50)}`]) {
      await migrate(pool, { table })
      const apart = createPostgresStore({ pool, table })
      t.equal(await apart.claim('the same id', 'token', 60_000), 'claimed', table)
      t.equal(await apart.claim('the same id', 'another', 60_000), 'in-progress', table)
    }
  })

  t.test('rows that are over are removed, all of them, and no others', async (t) => {
    const table = 'with_old_rows'
    await migrate(pool, { table })
    await pool.query(`
      INSERT INTO with_old_rows SELECT 'old ' || n, NULL, now() - interval '1 second' FROM generate_series(1, 2500) n;
      INSERT INTO with_old_rows SELECT 'abandoned ' || n, 'token', now() - interval '1 second' FROM generate_series(1, 10) n;
      INSERT INTO with_old_rows VALUES ('handled', NULL, now() + interval '1 minute'), ('held', 'token', now() + interval '1 minute')`)
    const count = async () => {
      const { rows } = await pool.query('SELECT id FROM with_old_rows ORDER BY id')
      return rows.map(({ id }) => id)
    }
    const cleaned = createPostgresStore({ pool, table })
    await cleaned.claim('claimed', 'token', 60_000)
    t.equal((await count()).length, 2513, 'a claim removes nothing')
    await cleaned.commit('committed', 'token', 60_000)
    for (let tries = 0; tries < 100 && (await count()).length > 4; tries++) await sleep(20)
    t.strictSame(await count(), ['claimed', 'committed', 'handled', 'held'])

    await cleaned.commit('soon over', 'token', 1)
    await sleep(20)
    await cleaned.commit('committed', 'token', 60_000)
    await sleep(100)
    t.ok((await count()).includes('soon over'), 'once a minute is enough')
  })

  t.test('a failure to remove rows is nobody’s', async (t) => {
    await migrate(pool, { table: 'kept_rows' })
    const failing = {
      query: (text: string, values?: (string | number)[]) => {
        return pool.query(text.includes('SKIP LOCKED') ? 'SELECT 1/0' : text, values)
      },
    }
    await createPostgresStore({ pool: failing, table: 'kept_rows' }).commit('id', 'token', 60_000)
    await sleep(50)
    t.equal(await createPostgresStore({ pool, table: 'kept_rows' }).claim('id', 'token', 60_000), 'done')
  })

  t.test('what the server answers with an error is thrown', async (t) => {
    const missing = createPostgresStore({ pool, table: 'missing' })
    const failure = { code: '42P01', message: 'relation "missing" does not exist' }
    await t.rejects(async () => missing.claim('id', 'token', 1000), failure)
    await t.rejects(async () => missing.renew('id', 'token', 1000), failure)
    await t.rejects(async () => missing.commit('id', 'token', 1000), failure)
    await t.rejects(async () => missing.release('id', 'token'), failure)
  })

  t.test('verbs wait while the server stands still, and count then', async (t) => {
    t.equal(await store.claim('frozen', 'token', 60_000), 'claimed')
    server.freeze()
    const commit = store.commit('frozen', 'token', 60_000)
    t.equal(await Promise.race([commit, sleep(50, 'waiting')]), 'waiting')
    server.thaw()
    await commit
    t.equal(await store.claim('frozen', 'another', 60_000), 'done')
  })

  t.test('while the server is away verbs fail, and the same store goes on after a restart', async (t) => {
    t.equal(await store.claim('outage', 'token', 60_000), 'claimed')
    await store.commit('before', 'token', 60_000)
    await server.stop()
    await t.rejects(async () => store.renew('outage', 'token', 60_000))
    await t.rejects(async () => store.claim('another', 'token', 60_000))
    await server.start()
    t.equal(await store.renew('outage', 'token', 60_000), true, 'it has lost nothing')
    t.equal(await store.claim('before', 'another', 60_000), 'done')
  })
})

t.test('an invalid option is named', async (t) => {
  const refuse = (options: unknown, message: string) =>
    t.throws(() => Reflect.apply(createPostgresStore, undefined, [options]), {
      name: 'TypeError',
      code: 'invalid_option',
      message,
    })
  const pool = { query: async () => ({ rows: [], rowCount: 0, command: '' }) }
  for (const none of [undefined, null, {}, 'postgres://127.0.0.1', { query: 'no function' }])
    refuse({ pool: none }, 'telnyx-call: option pool: expected a pool of the package pg.')
  refuse({ pool, prefix: 'calls:' }, 'telnyx-call: option prefix: unknown option.')
  for (const table of [
    '',
    ' ',
    'a b',
    'a"b',
    'a.b.c',
    '.a',
    'a.',
    '1a',
    'é',
    'x;y',
    'x'.repeat(51),
    null,
    7,
    ['a'],
  ])
    refuse(
      { pool, table },
      'telnyx-call: option table: expected the name of a table, or schema.table: letters, digits and _, up to 50 characters each.',
    )
})
