import type { Tally } from '../run-cases.ts'
import { bundleAdapter, bundleSuite } from './build-worker.ts'
import { startWorker } from './workerd.ts'

/** Runs the suite in workerd. */
export async function runSuiteInWorkerd(
  program: string,
  compatibilityFlags: readonly string[],
): Promise<Tally> {
  const modules = { 'suite.mjs': await bundleSuite(), 'adapter.mjs': await bundleAdapter() }
  const worker = await startWorker({ program, modules, compatibilityFlags })
  try {
    const response = await fetch(worker.origin)
    const text = await response.text()
    if (!response.ok) throw new Error(`it answered ${response.status}:\n${text}${worker.readOutput()}`)
    return JSON.parse(text)
  } finally {
    await worker.stop()
  }
}
