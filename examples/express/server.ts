import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { telnyxCall } from '@telnyx-call/express'
import { createRedisStore } from '@telnyx-call/redis'
import express from 'express'
import { createClient } from 'redis'

const { PORT, REDIS_URL: url, TELNYX_PUBLIC_KEY: publicKey } = process.env

// Processes that share a Redis handle a call once between them; one alone remembers its calls in memory.
const client = url ? await createClient({ url }).on('error', console.error).connect() : undefined
const guard = telnyxCall({ publicKey, deduplication: client ? { store: createRedisStore({ client }) } : {} })

const app = express()

app.all('/webhooks/telnyx', guard, (request, response) => {
  console.log(JSON.stringify({ handled: request.telnyxCall }))
  response.end()
})

const server = app.listen(Number(PORT), '127.0.0.1', () => {
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
  client?.destroy()
  process.exit(pending === 0 ? 0 : 1)
}

process.on('SIGTERM', stop).on('SIGINT', stop)
