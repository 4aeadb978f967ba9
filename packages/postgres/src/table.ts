import { createHash } from 'node:crypto'
import { invalidOption } from './invalid-option.ts'

/** The default table of the store and the inbox. */
export const DEFAULT_TABLE = 'telnyx_call_deliveries'

// PostgreSQL truncates names at 63 bytes, and the index is named after the table plus a suffix.
const TABLE_NAME = /^(?:[a-z_][a-z0-9_]{0,49}\.)?[a-z_][a-z0-9_]{0,49}$/i

/**
 * Validates and quotes a table name, with or without a schema.
 *
 * @throws TypeError (code `invalid_option`) if the name is invalid.
 */
export function quoteTable(table: unknown): string {
  if (typeof table === 'string' && TABLE_NAME.test(table)) return `"${table.replace('.', '"."')}"`
  throw invalidOption(
    'table',
    'expected the name of a table, or schema.table: letters, digits and _, up to 50 characters each',
  )
}

/** Names the table's index. The schema is left out, since an index is always in its table's schema. */
export function quoteIndex(quotedTable: string): string {
  return quotedTable.replace(/^.*\./, '').replace(/"$/, '_expires_at"')
}

// An index key can have up to 2704 bytes, and text in PostgreSQL cannot contain the character 0.
const LONGEST_KEY = 500
const HAS_OWN_MEANING = /^(?:inbox|sha256):/

/** The key of a delivery in the table: its id, or a hash if the id cannot be stored or could be mistaken for another kind of key. */
export function toKey(id: string): string {
  if (id.length <= LONGEST_KEY && !id.includes('\0') && !HAS_OWN_MEANING.test(id)) return id
  return `sha256:${createHash('sha256').update(id).digest('hex')}`
}

/** The key of an event in the inbox, distinct from the store's keys in the same table. */
export function toInboxKey(id: string): string {
  return `inbox:${toKey(id)}`
}
