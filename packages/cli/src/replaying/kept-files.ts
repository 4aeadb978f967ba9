import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../exit.ts'
import { type RecordedDelivery, readKeptFile } from '../kept-file.ts'

export interface KeptFile {
  readonly path: string
  readonly delivery: RecordedDelivery
}

/**
 * Reads all files before any is replayed, so that a wrong one is found in time. A folder stands for the `.json` files in it, by name.
 *
 * @throws UsageError (codes `unreadable_file`, `invalid_kept_delivery`, `empty_folder`)
 */
export function readKeptFiles(paths: readonly string[]): readonly KeptFile[] {
  return paths.flatMap(listFiles).map((path) => ({ path, delivery: readKeptFile(path) }))
}

function listFiles(path: string): readonly string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path]
  const names = readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .sort()
  if (names.length > 0) return names.map((name) => join(path, name))
  throw new UsageError('empty_folder', `${path} has no .json files. Pass the folder of listen --record.`)
}
