import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Contender } from './rounds.ts'

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

/** A contender in a process of its own, where the runtime has compiled its code for it alone, as in life. */
export interface ChildContender extends Contender {
  end(): void
}

/** Starts a process that measures a contender of the module, which has to call `serveRounds`. */
export function startContender(module: string, name: string): ChildContender {
  const child = fork(fileURLToPath(module), [name])
  const run = async () => {
    child.send('round')
    const [cost] = await once(child, 'message')
    return cost
  }
  return { name, run, end: () => child.kill() }
}

/** In such a process: measures a round whenever the parent asks. */
export function serveRounds({ run }: Contender): void {
  process.on('message', async () => process.send?.(await run()))
  process.on('disconnect', () => process.exit())
}
