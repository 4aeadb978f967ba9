import { runCli } from '../run-cli.ts'
import type { Inspector } from './browser.ts'

/** Sends a mixed day of ten calls, with duplicates, a tampered and a stale event. */
export async function sendMixedDeliveries({ home, receiverUrl }: Inspector): Promise<void> {
  const send = (...args: string[]) => runCli(['send', receiverUrl, '--home', home, ...args], { cwd: home })
  await send('--day', '--count', '10', '--duplicates', '10%', '--seed', '4')
  await send('--tamper')
  await send('--stale')
}
