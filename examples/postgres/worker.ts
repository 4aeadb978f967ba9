import { setTimeout as sleep } from 'node:timers/promises'
import { run } from 'graphile-worker'
import { type CallToPrice, connectionString, TASK } from './database.ts'
import { createRecoveryEvents } from './recovery.ts'

const runner = await run({
  connectionString,
  concurrency: 10,
  noHandleSignals: true,
  events: createRecoveryEvents(),
  // Without a batch, stop() does not wait until the last jobs are marked as done.
  preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  taskList: {
    async [TASK](payload, { withPgClient }) {
      const { id, durationSeconds } = payload as CallToPrice
      console.log(`worker ${process.pid} begins ${id}`)
      await sleep(Number(process.env.WORK_MILLISECONDS ?? 5000))
      // It may run again if this process dies before the job is marked as done: an update does no harm then.
      const price = Math.ceil(durationSeconds / 60) * 0.01
      await withPgClient((client) => client.query('update calls set price = $2 where id = $1', [id, price]))
      console.log(`worker ${process.pid} handled ${id}, ${durationSeconds} s`)
    },
  },
})

/** Takes no more jobs. The process ends once those it has begun are done. */
function stop(): void {
  runner.stop().catch(() => {}) // it is stopping already
}

process.on('SIGTERM', stop).on('SIGINT', stop)
await runner.promise
