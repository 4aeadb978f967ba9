/** Ctrl+C, as a signal to stop cleanly. */
export interface Interruption {
  readonly signal: AbortSignal
  /** Stops listening for Ctrl+C. */
  dispose(): void
}

/** Aborts its signal at the first Ctrl+C. A second one ends the process immediately. */
export function watchInterruption(): Interruption {
  const controller = new AbortController()
  const abort = () => controller.abort()
  process.once('SIGINT', abort)
  return { signal: controller.signal, dispose: () => void process.off('SIGINT', abort) }
}
