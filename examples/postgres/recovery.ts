import { EventEmitter } from 'node:events'
import type { WorkerEvents } from 'graphile-worker'

const INTERVAL_MILLISECONDS = 1000

/** Frees jobs whose worker has no connection. A worker that has just started may not have named its connection yet. */
const FREE_JOBS = `
  select graphile_worker.force_unlock_workers(array_agg(locked_by))
  from graphile_worker.jobs
  where locked_at < now() - interval '5 seconds'
    and locked_by not in (select application_name from pg_stat_activity where application_name is not null)`

/**
 * Finds the jobs of killed workers, which graphile-worker itself leaves locked for four hours. PostgreSQL knows that a worker is dead as
 * soon as its connections are gone. So each worker names the connection on which it listens for jobs after itself, and looks every second for
 * jobs that are locked by a worker without a connection.
 *
 * @returns the option `events` of `run()`.
 */
export function createRecoveryEvents(): WorkerEvents {
  const events: WorkerEvents = new EventEmitter()
  // Comes at the start, and again whenever the worker had to reconnect.
  events.on('pool:listen:success', ({ workerPool, client }) => {
    const query = `set application_name to ${client.escapeLiteral(workerPool.id)}; ${FREE_JOBS}`
    const lookLater = () => {
      setTimeout(look, INTERVAL_MILLISECONDS).unref()
    }
    const look = () =>
      client.query(query).then(lookLater, (error) => console.error(`recovery: ${error.message}`))
    lookLater()
  })
  return events
}
