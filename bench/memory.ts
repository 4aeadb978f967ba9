import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createMemoryStore } from '@telnyx-call/core'

const COUNTS = [100_000, 1_000_000]
const MAX_IDS = 100_000

/** A row per count: that many ids through the default store, and what they left on the heap of a process of its own. */
export function measureBytesPerId(): Promise<string[][]> {
  return Promise.all(COUNTS.map(measureInProcess))
}

async function measureInProcess(count: number): Promise<string[]> {
  const child = fork(fileURLToPath(import.meta.url), [String(count)], {
    execArgv: [...process.execArgv, '--expose-gc'],
  })
  const [bytes] = await once(child, 'message')
  return [String(count), (bytes / MAX_IDS).toFixed(0), (bytes / 1e6).toFixed(1)]
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const store = createMemoryStore()
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < Number(process.argv[2]); index++) {
    const id = createHash('sha256').update(String(index)).digest('hex').slice(0, 32)
    const claim = await store.claim(id, 2500)
    if (claim.state === 'claimed') store.commit(id, claim.token, 86_400_000)
  }
  globalThis.gc?.()
  process.send(process.memoryUsage().heapUsed - before, () => process.exit())
  // Holds the store until it has been measured.
  process.on('exit', () => store)
}
