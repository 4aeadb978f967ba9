import { retryConflicts } from './conflict.ts'
import type { PostgresClient, PostgresPool } from './postgres-client.ts'

/** Runs a transaction on a client of the pool: committed when `run` resolves, rolled back when it rejects, tried again in conflicts. */
export async function runTransaction<Result>(
  pool: PostgresPool,
  run: (client: PostgresClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  // A connection that breaks between two queries would end the process otherwise. The next query fails, and says why.
  const ignoreError = () => {}
  client.on('error', ignoreError)
  const state = { isOver: false }
  try {
    return await retryConflicts(() => attemptTransaction(client, state, run))
  } finally {
    client.removeListener('error', ignoreError)
    // A connection in doubt is closed, which rolls back what it has left open.
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

/** PostgreSQL answers no error to the COMMIT of a transaction in which a statement failed: it rolls back, and says only that. */
function transactionFailed(): Error {
  const message =
    'telnyx-call: a statement of the handler failed, so PostgreSQL rolled the transaction back. Let the handler throw the error, or put a SAVEPOINT before a statement that may fail.'
  return Object.assign(new Error(message), { code: 'transaction_failed' })
}
