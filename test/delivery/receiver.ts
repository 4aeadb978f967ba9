/** One process that receives calls, started by receivers.ts with its settings as JSON. */
import { startApp } from './apps.ts'
import type { ReceiverSettings } from './receivers.ts'
import { openRunLog } from './run-log.ts'
import { connectStore } from './stores.ts'

const { framework, store, publicKey, runsPath, workMs } = JSON.parse(
  process.argv[2] ?? '',
) as ReceiverSettings
const log = openRunLog(runsPath)
const connection = await connectStore(store)
const options = { publicKey, deduplication: { store: connection.store } }
const app = await startApp(framework, [{ options }], ({ call }) => log.work(call?.CallSid ?? '', workMs))

process.once('SIGTERM', stop)
// Whoever started this process is gone.
process.once('disconnect', () => process.exit(1))
process.send?.(app.port)

async function stop(): Promise<void> {
  await app.stop()
  await connection.close()
  log.close()
  process.removeAllListeners('disconnect')
  process.disconnect?.()
}
