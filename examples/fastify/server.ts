import { telnyxCall } from '@telnyx-call/fastify'
import { createRedisStore } from '@telnyx-call/redis'
import Fastify from 'fastify'
import { createClient } from 'redis'

const { PORT, REDIS_URL: url, TELNYX_PUBLIC_KEY: publicKey } = process.env

// Processes that share a Redis handle a call once between them; one alone remembers its calls in memory.
const client = url ? await createClient({ url }).on('error', console.error).connect() : undefined
const deduplication = client ? { store: createRedisStore({ client }) } : {}

const app = Fastify()

await app.register(telnyxCall, { publicKey, deduplication })

app.telnyxCall('/webhooks/telnyx', async (request) => {
  console.log(JSON.stringify({ handled: request.telnyxCall }))
})

console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: Number(PORT) })}`)

/** Stops accepting, answers what is in flight, and ends once its calls are committed. */
async function stop(): Promise<void> {
  setTimeout(() => app.server.closeAllConnections(), 2000) // nobody waits longer for an answer
  await app.close()
  const pending = await app.telnyxCall.drain()
  client?.destroy()
  process.exit(pending === 0 ? 0 : 1)
}

process.once('SIGTERM', stop).once('SIGINT', stop)
