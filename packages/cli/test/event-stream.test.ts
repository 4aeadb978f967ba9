import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { DeliveryStore } from '../src/inspector/delivery-store.ts'
import { InspectorServer } from '../src/inspector/inspector-server.ts'
import { readEvents } from './event-reading.ts'
import { createHeldDelivery } from './held-deliveries.ts'

t.test('a page that does not read is disconnected, and the others are not', async (t) => {
  const store = new DeliveryStore()
  const about = {
    instance: 'a',
    version: '0',
    receiverUrl: 'http://127.0.0.1:1/',
    publicKeys: [],
    forwards: [],
    cap: 5000,
    responseTimeoutMs: 2000,
  }
  const unused = async () => {
    throw new Error('Nobody asks for it here.')
  }
  const inspector = new InspectorServer({ store, about, token: 'token', describe: unused, send: unused })
  inspector.server.listen(0, '127.0.0.1')
  await once(inspector.server, 'listening')
  t.teardown(() => inspector.close())
  const { port } = inspector.server.address() as AddressInfo

  const slow = connect(port, '127.0.0.1').pause()
  slow.on('error', () => {})
  t.teardown(() => slow.destroy())
  slow.write(`GET /token/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  const [served] = await once(inspector.server, 'connection')
  const reading = readEvents(
    `http://127.0.0.1:${port}/token/events`,
    Number.POSITIVE_INFINITY,
    undefined,
    ({ data }) => data.includes('"last"'),
  )
  for (let round = 0; !served.destroyed && round < 50; round++) {
    for (let index = 0; index < 5_000; index++) store.put(createHeldDelivery(`${index}`))
    await pause(60)
  }
  t.ok(served.destroyed, 'its backlog is limited')
  store.put(createHeldDelivery('last'))
  t.ok((await reading).length > 0)
})
