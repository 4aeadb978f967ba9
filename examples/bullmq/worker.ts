import { setTimeout as sleep } from 'node:timers/promises'
import { type TelnyxCall, toCallRecord } from '@telnyx-call/fastify'
import { Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { QUEUE_NAME, redisUrl } from './queue.ts'

const worker = new Worker<TelnyxCall>(
  QUEUE_NAME,
  async ({ data }) => {
    const { sid, durationSeconds } = toCallRecord(data)
    console.log(`worker ${process.pid} begins ${sid}`)
    await sleep(Number(process.env.WORK_MILLISECONDS ?? 5000))
    console.log(`worker ${process.pid} handled ${sid}, ${durationSeconds ?? 0} s`)
  },
  {
    connection: new Redis(redisUrl, { maxRetriesPerRequest: null }),
    concurrency: 10,
    // The job of a worker that was killed goes to another within ten seconds, however often that happens.
    lockDuration: 5000,
    stalledInterval: 5000,
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  },
)
worker.on('error', (error) => console.error(`worker: ${error.message}`))
worker.on('failed', (job, error) => console.error(`worker: ${job?.data.CallSid} failed: ${error.message}`))

/** Takes no more jobs, and ends once those it has begun are done. */
async function stop(): Promise<void> {
  await worker.close()
  process.exit()
}

process.once('SIGTERM', stop).once('SIGINT', stop)
