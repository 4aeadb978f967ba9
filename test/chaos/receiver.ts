/** One receiver of the fleet: a process of its own, started by fleet.ts with its settings as JSON. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRedisStore } from '@telnyx-call/redis'
import { createRandom } from '../../packages/testing/src/random.ts'
import type { ReceiverSettings } from './fleet.ts'
import { createListeners } from './frameworks.ts'
import { openJournal } from './journal-writer.ts'
import { REQUEST_NUMBER_HEADER } from './proxy.ts'
import { connectClients } from './redis-clients.ts'

const SHORTEST_WORK_MS = 5
const LONGEST_WORK_MS = 30

const { framework, client, redisUrl, publicKey, journalPath, seed } = JSON.parse(
  process.argv[2] ?? '',
) as ReceiverSettings
const random = createRandom('work', seed, basename(journalPath))
const journal = openJournal(journalPath, framework)
const redis = await connectClients[client](redisUrl)
const options = { publicKey, store: createRedisStore({ client: redis.client }) }
const respond = await createListeners[framework](options, handleCall)
const server = createServer((request, response) => {
  journal.serve(Number(request.headers[REQUEST_NUMBER_HEADER]), () => respond(request, response))
})
await once(server.listen(0, '127.0.0.1'), 'listening')

process.once('message', stop)
// Whoever started this process is gone.
process.once('disconnect', () => process.exit(1))
process.send?.((server.address() as AddressInfo).port)

/** Works on both sides of the line, so that kills fall before and after it. */
async function handleCall(): Promise<void> {
  await work()
  await journal.recordHandled()
  await work()
}

async function work(): Promise<void> {
  await sleep(SHORTEST_WORK_MS + random() * (LONGEST_WORK_MS - SHORTEST_WORK_MS))
}

/** Lets what was begun come to its end. */
async function stop(): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  await closed
  await redis.close()
  process.removeAllListeners('disconnect')
  process.disconnect?.()
}
