import { adapters, type Cell } from './cells.ts'
import type { Tally } from './run-cases.ts'
import type { Runtime } from './runtimes.ts'

/** What came of a cell: a tally, or why there is none. */
export interface CellResult {
  readonly cell: Cell
  readonly tally?: Tally
  readonly error?: Error
}

/** Whether a cell has a count, and nothing in it failed. */
export function hasPassed({ tally }: CellResult): boolean {
  return tally !== undefined && tally.passed > 0 && tally.failed.length === 0
}

/** Writes the results as a table: adapters by runtimes, with how many cases passed. */
export function writeTable(results: readonly CellResult[], versions: ReadonlyMap<Runtime, string>): string {
  const columns = [...versions.keys()]
  const rows = adapters.filter((adapter) => results.some(({ cell }) => cell.adapter === adapter))
  const lines = rows.map((adapter) => [
    adapter,
    ...columns.map((runtime) =>
      writeCell(results.find(({ cell }) => cell.adapter === adapter && cell.runtime === runtime)),
    ),
  ])
  const head = ['cases passed', ...columns.map(({ name }) => name)]
  const versionLine = ['version', ...versions.values()]
  return alignColumns([head, versionLine, ...lines])
}

function writeCell(result: CellResult | undefined): string {
  if (result === undefined) return '-'
  const { tally } = result
  if (tally === undefined) return 'ERROR'
  return tally.failed.length === 0 ? String(tally.passed) : `${tally.passed}, ${tally.failed.length} FAILED`
}

function alignColumns(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  )
  return lines
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Writes why cells failed, and what was not run, reason by reason. */
export function writeDetails(results: readonly CellResult[]): string {
  const failures = results.flatMap(({ cell, tally, error }) => [
    ...(error ? [`${cell.name}: ${error.message}`] : []),
    ...(tally?.failed ?? []).map(({ id, message }) => `${cell.name}: ${id}: ${message}`),
  ])
  const reasons = new Map<string, number>()
  for (const { tally } of results) {
    for (const [reason, cases] of Object.entries(tally?.notRun ?? {})) {
      if (!reason.endsWith('alone')) reasons.set(reason, Math.max(cases, reasons.get(reason) ?? 0))
    }
  }
  const notRun = [...reasons].map(
    ([reason, cases]) => `not run where it does not apply: ${cases} of which each ${reason}`,
  )
  return [...failures, ...notRun].join('\n')
}
