import type { Delivery } from '@telnyx-call/core'
import { invalidOption } from './invalid-option.ts'
import { removeOldRowsWhenDue } from './old-rows.ts'
import type { ClientOf, PostgresPool } from './postgres-client.ts'
import { DEFAULT_TABLE, quoteTable, toInboxKey } from './table.ts'
import { runTransaction } from './transaction.ts'

const LONGEST_MS = 2 ** 31 - 1

/** What {@link handleOnce} takes beside the handler. */
export interface HandleOnceOptions {
  /**
   * The table, or `schema.table`, that `migrate` or the package's SQL file made. Case counts. Each purpose needs a table of its own: an
   * event that one handler has handled is a duplicate for the others. Default `'telnyx_call_deliveries'`.
   */
  readonly table?: string
  /** For how long the event is remembered at least, in milliseconds. Default 604800000, seven days. */
  readonly rememberMs?: number
}

/**
 * Handles an event exactly once: notes its id and runs the handler in one transaction, which commits both or neither. The guard in
 * front of it needs `deduplication: false`.
 *
 * A copy that comes at the same time waits until the first one has committed, and then does nothing; or handles the event, where the
 * first one has failed. It holds a connection of the pool while it waits. Answer the webhook when the promise has resolved: by then, the
 * transaction is committed.
 *
 * What the handler writes by `tx` is written exactly once. What it does elsewhere (a request, a message to a queue) can happen again
 * where the transaction does not commit. The handler must not end the transaction itself, nor ask the pool for another connection.
 *
 * The transaction has the isolation level that the pool's connections have by default. Where PostgreSQL asks to try again (a deadlock; above
 * READ COMMITTED also a serialization failure), the handler runs again in a new transaction, five times at most.
 *
 * @param delivery - `request.telnyxDelivery`.
 * @param handle - gets the transaction's client, a `pg.PoolClient`.
 * @returns `'handled'`, or `'duplicate'` where the event was handled before.
 * @throws what the handler throws, and what the connection fails with: then nothing was written, but for an answer to COMMIT that was lost.
 *   The next copy finds out which. An Error (code `transaction_failed`) where a statement of the handler failed and it went on. A
 *   TypeError (code `invalid_option`) where there is no delivery, or the table's name or rememberMs is none.
 *
 * @example
 * app.post('/webhooks/telnyx', telnyxCall({ publicKey, deduplication: false }), async (request, response) => {
 *   await handleOnce(pool, request.telnyxDelivery, async (tx) => {
 *     await tx.query('INSERT INTO calls (sid) VALUES ($1)', [request.telnyxCall?.CallSid])
 *   })
 *   response.end()
 * })
 */
export async function handleOnce<Pool extends PostgresPool>(
  pool: Pool,
  delivery: Pick<Delivery, 'id'> | undefined,
  handle: (tx: ClientOf<Pool>) => unknown,
  { table = DEFAULT_TABLE, rememberMs = 604_800_000 }: HandleOnceOptions = {},
): Promise<'handled' | 'duplicate'> {
  const quotedTable = quoteTable(table)
  if (typeof delivery?.id !== 'string') {
    throw invalidOption(
      'delivery',
      'there is none; the guard has to run before, and sets request.telnyxDelivery',
    )
  }
  if (!Number.isInteger(rememberMs) || rememberMs < 1 || rememberMs > LONGEST_MS) {
    throw invalidOption('rememberMs', `wanted whole milliseconds from 1 to ${LONGEST_MS}`)
  }
  const insert = `
    INSERT INTO ${quotedTable} (id, expires_at)
    VALUES ($1, clock_timestamp() + $2::double precision * interval '1 millisecond') ON CONFLICT (id) DO NOTHING`

  const outcome = await runTransaction(pool, async (tx) => {
    // Where another transaction has inserted the same id, this waits until that one is over.
    const { rowCount } = await tx.query(insert, [toInboxKey(delivery.id), rememberMs])
    if (rowCount === 0) return 'duplicate'
    await handle(tx as ClientOf<Pool>)
    return 'handled'
  })
  removeOldRowsWhenDue(pool, quotedTable)
  return outcome
}
