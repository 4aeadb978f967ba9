/**
 * Runs the conformance suite over every adapter in every runtime, or the cells that are named, and prints a table. It installs what it
 * needs.
 */
import { availableParallelism } from 'node:os'
import { type Cell, cells, pickCells } from './cells.ts'
import { installPackage, LOWEST_FASTIFY } from './programs.ts'
import type { Runtime } from './runtimes.ts'
import { type CellResult, hasPassed, writeDetails, writeTable } from './table.ts'

const picked = pickCells(process.argv.slice(2))
console.log(`${picked.length} of ${cells.length} cells: ${picked.map(({ name }) => name).join(' ')}`)

// Before anything runs, so that downloads do not disturb what is measured in milliseconds.
if (picked.some(({ adapter }) => adapter === 'fastify-5.0')) await installPackage(LOWEST_FASTIFY)
const versions = new Map<Runtime, string>()
for (const { runtime } of [...picked].sort((one, other) => cells.indexOf(one) - cells.indexOf(other))) {
  if (!versions.has(runtime)) versions.set(runtime, await runtime.readVersion())
}

const results: CellResult[] = []
const queue = [...picked]
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, runQueue))

console.log(`\n${writeTable(results, versions)}\n\n${writeDetails(results)}`)
const passed = results.reduce((sum, { tally }) => sum + (tally?.passed ?? 0), 0)
const failed = results.filter((result) => !hasPassed(result)).length
console.log(`# matrix: ${passed} cases passed, ${failed} of ${picked.length} cells failed`)
process.exitCode = failed === 0 ? 0 : 1

async function runQueue(): Promise<void> {
  for (let cell = queue.shift(); cell; cell = queue.shift()) {
    const result = await runCell(cell)
    results.push(result)
    console.log(`${hasPassed(result) ? 'ok' : 'not ok'} ${cell.name}`)
  }
}

async function runCell(cell: Cell): Promise<CellResult> {
  try {
    return { cell, tally: await cell.runtime.runSuite(cell.adapter) }
  } catch (error) {
    return { cell, error: error as Error }
  }
}
