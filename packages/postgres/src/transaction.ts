import { retryConflicts } from './conflict.ts'
import type { PostgresClient, PostgresPool } from './postgres-client.ts'

/** Runs a transaction on a pooled client: commits when `run` resolves, rolls back when it rejects, and retries on conflicts. */
export async function runTransaction<Result>(
  pool: PostgresPool,
  run: (client: PostgresClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  // A connection error between two queries would otherwise end the process. The next query fails and reports it.
  const ignoreError = () => {}
  client.on('error', ignoreError)
  const state = { isOver: false }
  try {
    return await retryConflicts(() => attemptTransaction(client, state, run))
  } finally {
    client.removeListener('error', ignoreError)
    // Close a connection in an unknown state, which rolls back any open transaction.
    client.release(!state.isOver)
  }
}

async function attemptTransaction<Result>(
  client: PostgresClient,
  state: { isOver: boolean },
  run: (client: PostgresClient) => Promise<Result>,
): Promise<Result> {
  state.isOver = false
  await client.query('BEGIN')
  const result = await run(client).catch(async (error: unknown) => {
    await client.query('ROLLBACK').then(
      () => {
        state.isOver = true
      },
      () => {},
    )
    throw error
  })
  const { command } = await client.query('COMMIT')
  state.isOver = true
  if (command !== 'COMMIT') throw transactionFailed()
  return result
}

/** PostgreSQL reports no error for COMMIT if a statement failed: it rolls back and returns the command ROLLBACK. */
function transactionFailed(): Error {
  const message =
    'telnyx-call: a statement in the handler failed, so PostgreSQL rolled the transaction back. Let the handler throw the error, or set a SAVEPOINT before a statement that may fail.'
  return Object.assign(new Error(message), { code: 'transaction_failed' })
}
