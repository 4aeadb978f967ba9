import type { Delivery } from '@telnyx-call/core'
import { invalidOption } from './invalid-option.ts'
import { removeOldRowsWhenDue } from './old-rows.ts'
import type { ClientOf, PostgresPool } from './postgres-client.ts'
import { DEFAULT_TABLE, quoteTable, toInboxKey } from './table.ts'
import { runTransaction } from './transaction.ts'

const LONGEST_MS = 2 ** 31 - 1

/** Options of {@link handleOnce}. */
export interface HandleOnceOptions {
  /**
   * Name of the table, or `schema.table`, created by `migrate` or the package's SQL file. Case-sensitive. Use a separate table for each
   * purpose: an event handled by one handler is a duplicate for any other handler on the same table. Default `'telnyx_call_deliveries'`.
   */
  readonly table?: string
  /** Minimum time to remember an event, in milliseconds. Default 604800000 (seven days). */
  readonly rememberMs?: number
}

/**
 * Handles an event exactly once: records its id and runs the handler in one transaction, so that both are committed or neither. Set
 * `deduplication: false` on the guard in front of it.
 *
 * A copy that arrives at the same time waits, holding a connection of the pool, until the first transaction ends. Then it does nothing if
 * that one committed, or handles the event if that one failed. Respond to the webhook after the promise has resolved: by then, the
 * transaction is committed.
 *
 * What the handler writes through `tx` is written exactly once. Other effects (a request, a message to a queue) can happen again if the
 * transaction does not commit. The handler must not end the transaction itself or take another connection from the pool.
 *
 * The transaction has the default isolation level of the pool's connections. On a conflict (a deadlock; above READ COMMITTED also a
 * serialization failure), the handler runs again in a new transaction, up to five times in total.
 *
 * @param delivery - `request.telnyxDelivery`.
 * @param handle - receives the transaction's client, a `pg.PoolClient`.
 * @returns `'handled'`, or `'duplicate'` if the event was handled before.
 * @throws the error of the handler or the connection. Nothing was written, unless the response to COMMIT was lost; the next copy finds out.
 *   An Error (code `transaction_failed`) if a statement in the handler failed and the handler ignored it. A TypeError (code
 *   `invalid_option`) if the delivery is missing, or the table name or rememberMs is invalid.
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
      'it is missing; the guard must run first, which sets request.telnyxDelivery',
    )
  }
  if (!Number.isInteger(rememberMs) || rememberMs < 1 || rememberMs > LONGEST_MS) {
    throw invalidOption('rememberMs', `expected a whole number of milliseconds from 1 to ${LONGEST_MS}`)
  }
  const insert = `
    INSERT INTO ${quotedTable} (id, expires_at)
    VALUES ($1, clock_timestamp() + $2::double precision * interval '1 millisecond') ON CONFLICT (id) DO NOTHING`

  const outcome = await runTransaction(pool, async (tx) => {
    // If another transaction has inserted the same id, this waits until that transaction ends.
    const { rowCount } = await tx.query(insert, [toInboxKey(delivery.id), rememberMs])
    if (rowCount === 0) return 'duplicate'
    await handle(tx as ClientOf<Pool>)
    return 'handled'
  })
  removeOldRowsWhenDue(pool, quotedTable)
  return outcome
}
