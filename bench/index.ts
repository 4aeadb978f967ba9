/**
 * `pnpm bench`: what this package costs, beside the least that any receiver of signed calls has to do. It only reports; it
 * judges nothing.
 */
import { cpus } from 'node:os'
import { benchAdapters } from './adapters.ts'
import { benchReceive } from './receive.ts'
import { benchStores } from './stores.ts'

console.log(`# Benchmark

Node ${process.version}, ${process.arch}, ${cpus().length} cores (${cpus()[0]?.model.trim()}).
`)
await benchReceive()
await benchStores()
await benchAdapters()
