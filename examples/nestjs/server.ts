import 'reflect-metadata'
import { createRedisStore } from '@telnyx-call/redis'
import { createClient } from 'redis'
import { createOnExpress } from './on-express.ts'
import { createOnFastify } from './on-fastify.ts'

const { PLATFORM, PORT, REDIS_URL: url, TELNYX_PUBLIC_KEY: publicKey } = process.env

// Processes that share a Redis handle a call once between them; one alone remembers its calls in memory.
const client = url ? await createClient({ url }).on('error', console.error).connect() : undefined
const deduplication = client ? { store: createRedisStore({ client }) } : {}

const create = PLATFORM === 'fastify' ? createOnFastify : createOnExpress
const { app, drain } = await create({ publicKey, deduplication })
await app.listen(Number(PORT), '127.0.0.1')
console.log(`listening on ${await app.getUrl()}`)

/** Stops accepting, answers what is in flight, and ends once its calls are committed. */
async function stop(): Promise<void> {
  setInterval(() => app.getHttpServer().closeIdleConnections(), 50) // keep-alive connections, once they are answered
  setTimeout(() => app.getHttpServer().closeAllConnections(), 2000) // nobody waits longer for an answer
  await app.close()
  const pending = await drain()
  client?.destroy()
  process.exit(pending === 0 ? 0 : 1)
}

process.once('SIGTERM', stop).once('SIGINT', stop)
