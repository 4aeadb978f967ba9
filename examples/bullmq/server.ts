import { type TelnyxCall, telnyxCall } from '@telnyx-call/fastify'
import { createRedisStore } from '@telnyx-call/redis'
import { Queue } from 'bullmq'
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import { QUEUE_NAME, redisUrl } from './queue.ts'

// Where Redis is away it fails at once, or within half a second where it is slow: then the answer is an error, and Telnyx sends the call
// again. To wait for Redis would use up the two seconds that Telnyx waits.
const client = new Redis(redisUrl, {
  lazyConnect: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 500,
})
client.on('error', (error) => console.error(`redis: ${error.message}`))
await client.connect()

const queue = new Queue<TelnyxCall | undefined>(QUEUE_NAME, {
  connection: client,
  defaultJobOptions: {
    attempts: 10,
    backoff: { type: 'exponential', delay: 1000 },
    // A job that is still there keeps out a second one with its id.
    removeOnComplete: { age: 24 * 60 * 60 },
  },
})
queue.on('error', (error) => console.error(`queue: ${error.message}`))

const app = Fastify()
await app.register(telnyxCall, {
  publicKey: process.env.TELNYX_PUBLIC_KEY,
  store: createRedisStore({ client }),
})

app.all('/webhooks/telnyx', { config: { telnyxCall: true } }, async ({ telnyxCall, telnyxDelivery }) => {
  await queue.add('call-ended', telnyxCall, { jobId: String(telnyxDelivery?.id) })
})

console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 3000) })}`)
