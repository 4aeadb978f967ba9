import { setTimeout as sleep } from 'node:timers/promises'
import { createPostgresStore, handleOnce, migrate } from '@telnyx-call/postgres'
import type pg from 'pg'
import t from 'tap'
import { startLossyWire } from '../../../test/servers/lossy-wire.ts'
import { skipWithoutPostgres, startPostgresServer } from '../../../test/servers/postgres.ts'
import { openPool } from './connected-pool.ts'

t.test('on a real server', { skip: skipWithoutPostgres }, async (t) => {
  const server = await startPostgresServer()
  t.teardown(() => server.close())
  const pool = openPool(t, server.url, { max: 30 })
  await migrate(pool)
  await pool.query('CREATE TABLE calls (sid text)')

  /** What a handler writes: were it to run twice, there would be two rows. */
  const write = (tx: pg.PoolClient, sid: string) => tx.query('INSERT INTO calls VALUES ($1)', [sid])
  const countCalls = async (sid: string) => {
    const { rowCount } = await pool.query('SELECT FROM calls WHERE sid = $1', [sid])
    return rowCount
  }
  t.test('an event is handled, and its copy is a duplicate', async (t) => {
    t.equal(await handleOnce(pool, { id: 'once' }, (tx) => write(tx, 'once')), 'handled')
    t.equal(await handleOnce(pool, { id: 'once' }, () => t.fail('handled again')), 'duplicate')
    t.equal(await handleOnce(pool, { id: 'another' }, async () => {}), 'handled')
    t.equal(await countCalls('once'), 1)
  })

  t.test('of many copies at once, one is handled, and the others wait for it', async (t) => {
    let isCommitting = false
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const outcome = await handleOnce(pool, { id: 'crowd' }, async (tx) => {
          await write(tx, 'crowd')
          await sleep(100)
          isCommitting = true
        })
        t.ok(isCommitting)
        return outcome
      }),
    )
    t.equal(outcomes.filter((outcome) => outcome === 'handled').length, 1)
    t.equal(await countCalls('crowd'), 1)
  })

  t.test('what the handler throws is thrown, and nothing is left of it', async (t) => {
    const failure = new Error('the handler failed')
    const handle = async (tx: pg.PoolClient) => {
      await write(tx, 'failed')
      throw failure
    }
    await t.rejects(handleOnce(pool, { id: 'failed' }, handle), failure)
    const throwAtOnce = () => {
      throw failure
    }
    await t.rejects(handleOnce(pool, { id: 'failed' }, throwAtOnce), failure)
    t.equal(await countCalls('failed'), 0)
    t.equal(await handleOnce(pool, { id: 'failed' }, (tx) => write(tx, 'failed')), 'handled')
    t.equal(await countCalls('failed'), 1)
  })

  t.test('a copy that waited handles the event where the first one fails', async (t) => {
    const first = handleOnce(pool, { id: 'waited' }, async (tx) => {
      await write(tx, 'waited')
      await sleep(100)
      throw new Error('the first one failed')
    })
    first.catch(() => {})
    await sleep(20)
    t.equal(await handleOnce(pool, { id: 'waited' }, (tx) => write(tx, 'waited')), 'handled')
    await t.rejects(first, /the first one failed/)
    t.equal(await countCalls('waited'), 1)
  })

  t.test('a handler that goes on after a statement that failed has not handled the event', async (t) => {
    const carryOn = async (tx: pg.PoolClient) => {
      await write(tx, 'carried on')
      await tx.query('SELECT 1/0').catch(() => {})
    }
    await t.rejects(handleOnce(pool, { id: 'carried on' }, carryOn), { code: 'transaction_failed' })
    t.equal(await countCalls('carried on'), 0)
    const savepoint = async (tx: pg.PoolClient) => {
      await tx.query('SAVEPOINT before')
      await tx.query('SELECT 1/0').catch(() => tx.query('ROLLBACK TO before'))
      await write(tx, 'carried on')
    }
    t.equal(await handleOnce(pool, { id: 'carried on' }, savepoint), 'handled')
    t.equal(await countCalls('carried on'), 1)
  })

  t.test(
    'a connection that breaks while the handler works elsewhere is a failure, and ends nothing',
    async (t) => {
      const handle = async (tx: pg.PoolClient) => {
        await write(tx, 'broken')
        const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
        await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
        await sleep(50)
      }
      await t.rejects(handleOnce(pool, { id: 'broken' }, handle))
      await t.rejects(
        handleOnce(pool, { id: 'broken' }, async (tx) => {
          await handle(tx)
          throw new Error('the handler failed')
        }),
        /^the handler failed$/,
      )
      t.equal(await countCalls('broken'), 0)
      t.equal(await handleOnce(pool, { id: 'broken' }, (tx) => write(tx, 'broken')), 'handled')
    },
  )

  t.test('where the answer to COMMIT is lost, the copy knows that it was committed', async (t) => {
    const wire = await startLossyWire(server.port)
    t.teardown(() => wire.close())
    const far = openPool(t, server.url.replace(String(server.port), String(wire.port)))
    const handle = async (tx: pg.PoolClient) => {
      await write(tx, 'lost answer')
      wire.loseNextAnswer()
    }
    await t.rejects(handleOnce(far, { id: 'lost answer' }, handle))
    t.equal(wire.lost, 1)
    t.equal(await handleOnce(far, { id: 'lost answer' }, handle), 'duplicate')
    t.equal(await countCalls('lost answer'), 1)
  })

  t.test('a client that cannot roll back does not go back to the pool', async (t) => {
    const small = openPool(t, server.url, { max: 1, query_timeout: 100 })
    const hang = async (tx: pg.PoolClient) => {
      await write(tx, 'hanging')
      await tx.query('SELECT pg_sleep(0.5)')
    }
    await t.rejects(handleOnce(small, { id: 'hanging' }, hang), /timeout/i)
    t.equal(small.totalCount, 0)
    await sleep(600)
    t.equal(await handleOnce(small, { id: 'hanging' }, (tx) => write(tx, 'hanging')), 'handled')
    t.equal(await countCalls('hanging'), 1)
  })

  t.test('at every isolation level', async (t) => {
    for (const level of ['read\\ committed', 'repeatable\\ read', 'serializable']) {
      const strict = openPool(t, server.url, {
        max: 20,
        options: `-c default_transaction_isolation=${level}`,
      })
      for (let round = 0; round < 5; round++) {
        const id = `${level} ${round}`
        const outcomes = await Promise.all(
          Array.from({ length: 10 }, () => handleOnce(strict, { id }, (tx) => write(tx, id))),
        )
        t.equal(outcomes.filter((outcome) => outcome === 'handled').length, 1, id)
        t.equal(await countCalls(id), 1)
      }
      await strict.query(
        'CREATE TABLE IF NOT EXISTS totals (calls int); TRUNCATE totals; INSERT INTO totals VALUES (0)',
      )
      const add = (tx: pg.PoolClient) => tx.query('UPDATE totals SET calls = calls + 1')
      const ids = ['a', 'b', 'c'].map((end) => `${level} adds ${end}`)
      await Promise.all(ids.map((id) => handleOnce(strict, { id }, add)))
      t.strictSame(
        (await pool.query('SELECT calls FROM totals')).rows,
        [{ calls: 3 }],
        'conflicts are tried again',
      )
    }
  })

  t.test('the store in the same table knows nothing of it, and the other way round', async (t) => {
    const store = createPostgresStore({ pool })
    t.equal(await store.claim('both', 'token', 60_000), 'claimed')
    t.equal(await handleOnce(pool, { id: 'both' }, (tx) => write(tx, 'both')), 'handled')
    t.equal(await store.renew('both', 'token', 60_000), true)
    await store.commit('store first', 'token', 60_000)
    t.equal(await handleOnce(pool, { id: 'store first' }, async () => {}), 'handled')
    t.equal(await store.claim('inbox:both', 'token', 60_000), 'claimed')
  })

  t.test(
    'an event is remembered for a week, or as long as you say, in the table of your choice',
    async (t) => {
      await migrate(pool, { table: 'inbox' })
      const options = { table: 'inbox', rememberMs: 1000 }
      t.equal(await handleOnce(pool, { id: 'remembered' }, async () => {}), 'handled')
      t.equal(await handleOnce(pool, { id: 'remembered' }, async () => {}, options), 'handled')
      const days = `round(extract(epoch FROM expires_at - clock_timestamp())) AS seconds`
      const { rows } = await pool.query(`
      SELECT ${days} FROM telnyx_call_deliveries WHERE id = 'inbox:remembered' UNION ALL SELECT ${days} FROM inbox`)
      t.strictSame(
        rows.map(({ seconds }) => Number(seconds)),
        [604_800, 1],
      )
    },
  )

  t.test('rows that are over are removed', async (t) => {
    await migrate(pool, { table: 'old_inbox' })
    await pool.query(
      `INSERT INTO old_inbox SELECT 'inbox:' || n, NULL, now() FROM generate_series(1, 1500) n`,
    )
    t.equal(await handleOnce(pool, { id: 'new' }, async () => {}, { table: 'old_inbox' }), 'handled')
    const count = async () => (await pool.query('SELECT FROM old_inbox')).rowCount
    for (let tries = 0; tries < 100 && (await count()) !== 1; tries++) await sleep(20)
    t.equal(await count(), 1)
  })

  t.test('a missing delivery and invalid options are named', async (t) => {
    const failure = { name: 'TypeError', code: 'invalid_option', message: /the guard must run first/ }
    const handle = () => t.fail('not to be handled')
    await t.rejects(handleOnce(pool, undefined, handle), failure)
    await t.rejects(handleOnce(pool, { id: 7 } as unknown as { id: string }, handle), failure)
    await t.rejects(handleOnce(pool, { id: 'a' }, handle, { table: 'a b' }), { code: 'invalid_option' })
    for (const rememberMs of [0, -1, 1.5, Number.NaN, 2 ** 31, '1' as unknown as number]) {
      await t.rejects(handleOnce(pool, { id: 'a' }, handle, { rememberMs }), {
        code: 'invalid_option',
        message:
          'telnyx-call: option rememberMs: expected a whole number of milliseconds from 1 to 2147483647.',
      })
    }
  })
  t.test('no connection is left in use after all of this', async (t) => {
    t.ok(pool.totalCount > 0)
    t.equal(pool.idleCount, pool.totalCount)
  })
})
