import { once } from 'node:events'
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { telnyxCall } from '@telnyx-call/fetch'
import { createRedisStore } from '@telnyx-call/redis'
import { Hono } from 'hono'
import { createClient } from 'redis'

const { PORT, REDIS_URL: url, TELNYX_PUBLIC_KEY: publicKey } = process.env

// Processes that share a Redis handle a call once between them; one alone remembers its calls in memory.
const client = url ? await createClient({ url }).on('error', console.error).connect() : undefined
const deduplication = client ? { store: createRedisStore({ client }) } : {}

const receiveCall = telnyxCall({ publicKey, deduplication }, ({ call }) => {
  console.log(JSON.stringify({ handled: call }))
})

const app = new Hono()

app.all('/webhooks/telnyx', (c) => receiveCall(c.req.raw))

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(PORT) }, ({ port }) => {
  console.log(`listening on http://127.0.0.1:${port}`)
}) as Server

/** Stops accepting, answers what is in flight, and ends once its calls are committed. */
async function stop(): Promise<void> {
  if (!server.listening) return
  server.close()
  setInterval(() => server.closeIdleConnections(), 50) // keep-alive connections, once they are answered
  setTimeout(() => server.closeAllConnections(), 2000) // nobody waits longer for an answer
  await once(server, 'close')
  const pending = await receiveCall.drain()
  client?.destroy()
  process.exit(pending === 0 ? 0 : 1)
}

process.on('SIGTERM', stop).on('SIGINT', stop)
