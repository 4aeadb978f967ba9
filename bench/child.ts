import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Runs a module in a process of its own, whose garbage it can have collected. @returns what the module answers. */
export async function runInChild<Answer>(module: string, parameters: readonly string[]): Promise<Answer> {
  const child = fork(fileURLToPath(module), [...parameters], {
    execArgv: [...process.execArgv, '--expose-gc'],
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${module} ${parameters.join(' ')} ended with code ${code} and no answer`)
  })
  const [answer] = await Promise.race([once(child, 'message'), ended])
  return answer
}

/** Whether the module is the one that such a process was started for. */
export function isChild(module: string): boolean {
  return process.send !== undefined && process.argv[1] === fileURLToPath(module)
}

/** Ends the process with its answer. */
export function answerParent(answer: unknown): void {
  process.send?.(answer, () => process.exit())
}

/** Bytes that are in use on the heap once the garbage is collected. */
export function measureHeap(): number {
  if (!globalThis.gc) throw new Error('this process cannot collect its garbage: it lacks --expose-gc')
  // The runtime drops compiled code that was not used for some collections: by the last of these it has.
  for (let collection = 0; collection < 8; collection++) globalThis.gc()
  return process.memoryUsage().heapUsed
}
