import { createHash } from 'node:crypto'
import { createMemoryStore } from '@telnyx-call/core'
import { answerParent, isChild, measureHeap, runInChild } from './child.ts'

const COUNTS = [1000, 10_000, 50_000, 100_000, 200_000, 1_000_000]

/** How many ids the default store holds. */
const MAX_IDS = 100_000

/** What so many ids through the default store left on the heap. */
export interface HeapOfIds {
  readonly count: number
  readonly held: number
  readonly bytes: number
}

/** Puts ids through the store, each number of them in a process of its own. */
export function measureHeapOfIds(): Promise<HeapOfIds[]> {
  return Promise.all(
    COUNTS.map(async (count) => {
      const bytes = await runInChild<number>(import.meta.url, [String(count)])
      return { count, held: Math.min(count, MAX_IDS), bytes }
    }),
  )
}

if (isChild(import.meta.url)) {
  const store = createMemoryStore()
  const before = measureHeap()
  for (let index = 0; index < Number(process.argv[2]); index++) {
    const id = createHash('sha256').update(String(index)).digest('hex').slice(0, 32)
    store.claim(id, id, 1000)
    store.commit(id, id, 86_400_000)
  }
  answerParent(measureHeap() - before)
  // Holds the store until it has been measured.
  process.on('exit', () => store)
}
