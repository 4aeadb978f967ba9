import type { DeliveryAttempt } from '@telnyx-call/testing'

/** Follows a run while it is under way. */
export interface Progress {
  add(attempt: DeliveryAttempt): void
  stop(): void
}

/** Draws a bar with live rates if people watch; with a single event, or in a log, there is nothing to draw. */
export async function startProgress(total: number): Promise<Progress> {
  if (!process.stderr.isTTY || total === 1) return { add: () => {}, stop: () => {} }
  const { default: cliProgress } = await import('cli-progress')
  const bar = new cliProgress.SingleBar({
    format: 'sent {bar} {value}/{total} | {rate} attempts/s | {failures} not answered 2xx',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 30,
  })
  const startedAt = performance.now()
  let [sent, attempts, failures] = [0, 0, 0]
  bar.start(total, 0, { rate: 0, failures: 0 })
  return {
    add({ kind, answer }) {
      attempts += 1
      if (kind === 'first') sent += 1
      if (typeof answer !== 'number' || answer < 200 || answer > 299) failures += 1
      const rate = Math.round((attempts * 1000) / (performance.now() - startedAt))
      bar.update(sent, { rate, failures })
    },
    stop: () => bar.stop(),
  }
}
