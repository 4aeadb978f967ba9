import { createHash } from 'node:crypto'
import { invalidOption } from './invalid-option.ts'

/** The table of the store and the inbox, where no other is named. */
export const DEFAULT_TABLE = 'telnyx_call_deliveries'

// PostgreSQL cuts names off at 63 bytes, and the index's name is the table's and a few characters.
const TABLE_NAME = /^(?:[a-z_][a-z0-9_]{0,49}\.)?[a-z_][a-z0-9_]{0,49}$/i

/**
 * Checks and quotes the name of a table, or of a schema and a table.
 *
 * @throws TypeError (code `invalid_option`).
 */
export function quoteTable(table: unknown): string {
  if (typeof table === 'string' && TABLE_NAME.test(table)) return `"${table.replace('.', '"."')}"`
  throw invalidOption(
    'table',
    'wanted the name of a table, or schema.table: letters, digits and _, up to 50 characters each',
  )
}

/** Names the index beside a table: it goes where the table is, so that the schema is left out. */
export function quoteIndex(quotedTable: string): string {
  return quotedTable.replace(/^.*\./, '').replace(/"$/, '_expires_at"')
}

// A key of an index may have 2704 bytes, and PostgreSQL's text cannot hold the character 0.
const LONGEST_KEY = 500
const HAS_OWN_MEANING = /^(?:inbox|sha256):/

/** The key of a delivery in the table: its id as it is, unless that cannot be kept or would be taken for something else. */
export function toKey(id: string): string {
  if (id.length <= LONGEST_KEY && !id.includes('\0') && !HAS_OWN_MEANING.test(id)) return id
  return `sha256:${createHash('sha256').update(id).digest('hex')}`
}

/** The key of an event in the inbox, apart from those of the store in the same table. */
export function toInboxKey(id: string): string {
  return `inbox:${toKey(id)}`
}
