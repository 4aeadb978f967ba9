import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { requireTelnyxCall, telnyxCall, toCallRecord } from '@telnyx-call/express'
import { handleOnce, migrate } from '@telnyx-call/postgres'
import express from 'express'
import { runMigrations } from 'graphile-worker'
import { Pool } from 'pg'
import { type CallToPrice, connectionString, TASK } from './database.ts'

// After two seconds nobody waits for the answer, so no query may take that long.
const pool = new Pool({ connectionString, connectionTimeoutMillis: 1000, query_timeout: 1500 })
pool.on('error', (error) => console.error(`postgres: ${error.message}`))

await migrate(pool) // the inbox
await runMigrations({ connectionString }) // the queue
// Servers that start at the same time take turns: CREATE TABLE IF NOT EXISTS is no protection against another one.
await pool.query(`
  select pg_advisory_xact_lock(1);
  create table if not exists calls (
    id bigint generated always as identity primary key, sid text not null, status text not null, price numeric
  );`)

// The inbox sees to it that a call is handled once, so the guard need not.
const guard = telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY, deduplication: false })

const app = express()

app.all('/webhooks/telnyx', guard, async (request, response) => {
  const { sid, status, durationSeconds = 0 } = toCallRecord(requireTelnyxCall(request))
  // One transaction: that the event was handled, the call, and the job. Either all of it is there afterwards, or nothing.
  await handleOnce(pool, request.telnyxDelivery, async (tx) => {
    const { rows } = await tx.query('insert into calls (sid, status) values ($1, $2) returning id', [
      sid,
      status,
    ])
    const job: CallToPrice = { id: rows[0].id, durationSeconds }
    await tx.query('select graphile_worker.add_job($1, $2)', [TASK, JSON.stringify(job)])
  })
  response.end()
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

/** Stops accepting, answers what is in flight, and ends once its calls are committed. */
async function stop(): Promise<void> {
  if (!server.listening) return
  server.close()
  setInterval(() => server.closeIdleConnections(), 50) // keep-alive connections, once they are answered
  setTimeout(() => server.closeAllConnections(), 2000) // nobody waits longer for an answer
  await once(server, 'close')
  const pending = await guard.drain()
  process.exit(pending === 0 ? 0 : 1)
}

process.on('SIGTERM', stop).on('SIGINT', stop)
