import { type TelnyxCall, telnyxCall } from '@telnyx-call/fastify'
import { createRedisStore } from '@telnyx-call/redis'
import { Queue } from 'bullmq'
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import { QUEUE_NAME, redisUrl, warnOfLostJobs } from './queue.ts'

// When Redis is down, commands fail at once, and when it is slow, after half a second. The answer is then an error, and Telnyx sends the
// call again. Waiting for Redis would use up the two seconds that Telnyx waits.
const client = new Redis(redisUrl, {
  lazyConnect: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 500,
})
client.on('error', (error) => console.error(`redis: ${error.message}`))
await client.connect()
await warnOfLostJobs(client)

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
  deduplication: { store: createRedisStore({ client }) },
})

app.telnyxCall('/webhooks/telnyx', async ({ telnyxCall, telnyxDelivery }) => {
  await queue.add('call-ended', telnyxCall, { jobId: telnyxDelivery.id })
})

console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 3000) })}`)

/** Stops accepting, answers what is in flight, and ends once its calls are committed. */
async function stop(): Promise<void> {
  setTimeout(() => app.server.closeAllConnections(), 2000) // nobody waits longer for an answer
  await app.close()
  const pending = await app.telnyxCall.drain()
  client.disconnect()
  process.exit(pending === 0 ? 0 : 1)
}

process.once('SIGTERM', stop).once('SIGINT', stop)
