/** One receiver of the fleet: a process of its own, started by fleet.ts with its settings as JSON. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery } from '@telnyx-call/core'
import type { ReceiverSettings } from './fleet.ts'
import { createApps } from './frameworks.ts'
import { findLeftOver } from './journal.ts'
import { openJournal } from './journal-writer.ts'
import { REQUEST_NUMBER_HEADER } from './proxy.ts'
import { Redeliveries } from './redeliveries.ts'
import { connectInbox, connectStores } from './stores.ts'
import { pickWorkMs } from './work.ts'

const DRAIN_MS = 20_000

const settings = JSON.parse(process.argv[2] ?? '') as ReceiverSettings
const { framework, client, isInbox, longestWorkMs, storeUrl, publicKey, journalPath, earlierJournalPath } =
  settings
const journal = openJournal(journalPath, framework)
const store = await (isInbox ? connectInbox : connectStores[client])(storeUrl)
const redeliveries = new Redeliveries(journal, handleCall)
const options = { publicKey, deduplication: store.deduplication, onFailed: redeliveries.keep }
const { respond, guard } = await createApps[framework](options, handleCall)
redeliveries.start(guard)
if (earlierJournalPath) redeliveries.takeOver(findLeftOver(readFileSync(earlierJournalPath, 'utf8')))
const server = createServer((request, response) => {
  journal.serve(String(request.headers[REQUEST_NUMBER_HEADER]), () => respond(request, response))
})
await once(server.listen(0, '127.0.0.1'), 'listening')

process.once('message', stop)
// Whoever started this process is gone.
process.once('disconnect', () => process.exit(1))
process.send?.((server.address() as AddressInfo).port)

async function handleCall(delivery: Delivery): Promise<void> {
  const work = async () => {
    await sleep(pickWorkMs(delivery.call?.CallSid ?? '', longestWorkMs), undefined, {
      signal: delivery.signal,
    })
  }
  if ((await store.handle(delivery, work)) === 'handled') journal.recordHandled()
}

/** Lets what was begun come to its end. */
async function stop(): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  await closed
  await redeliveries.drain()
  const pending = await guard.drain({ timeoutMs: DRAIN_MS })
  if (pending > 0) throw new Error(`receiver ${process.pid} still has ${pending} deliveries`)
  await store.close()
  process.removeAllListeners('disconnect')
  process.disconnect?.()
}
