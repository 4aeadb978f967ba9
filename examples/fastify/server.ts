import { createMemoryStore, telnyxCall } from '@telnyx-call/fastify'
import { createRedisStore } from '@telnyx-call/redis'
import Fastify from 'fastify'
import { createClient } from 'redis'

const { PORT, REDIS_URL: url, TELNYX_PUBLIC_KEY: publicKey } = process.env

// Processes that share a Redis handle a call once between them; one alone remembers its calls in memory.
const client = url && (await createClient({ url }).on('error', console.error).connect())
const store = client ? createRedisStore({ client }) : createMemoryStore()

const app = Fastify()

await app.register(telnyxCall, { publicKey, store })

app.all('/webhooks/telnyx', { config: { telnyxCall: true } }, async (request) => {
  console.log(JSON.stringify({ handled: request.telnyxCall }))
})

console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: Number(PORT) })}`)
