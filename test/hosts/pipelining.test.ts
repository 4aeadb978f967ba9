import t from 'tap'
import { hosts } from '../conformance/hosts/index.ts'
import { Connection, pause } from '../conformance/wire.ts'
import { encodeRequest, keys, postCall } from './calls.ts'
import { readOutcomes, waitUntil, watched } from './exchange-watch.ts'

t.setTimeout(60_000)

t.test('H17 two pipelined requests, and the socket closes before the second is answered', async (t) => {
  for (const host of hosts) {
    await t.test(
      host.name,
      watched(async (t, watch) => {
        let open = () => {}
        const gate = new Promise<void>((resolve) => {
          open = resolve
        })
        const handlers = [{ waits: true }, { status: 200 }]
        const running = await host.start({ options: { publicKey: keys.publicKey }, handlers, gate })
        t.teardown(() => running.stop())
        const connection = await Connection.open(running.port)
        connection.write(encodeRequest(postCall()))
        t.ok(await waitUntil(() => running.handled.length === 1))
        const second = postCall()
        connection.write(encodeRequest(second))
        t.ok(await waitUntil(() => running.handled.length === 2))
        await pause(20)
        connection.destroy()

        t.ok(await waitUntil(() => watch.settled.length === 1), 'the second is settled')
        t.equal(watch.settled[0]?.deliveryId, watch.accepted[1]?.deliveryId)
        t.equal(watch.settled[0]?.outcome, 'handled')
        const copyConnection = await Connection.open(running.port)
        t.equal((await copyConnection.exchange(second)).status, 200)
        copyConnection.destroy()
        t.equal(running.handled.length, 2, 'a copy of it is acknowledged')
        open()
        t.strictSame(await readOutcomes(watch), ['handled', 'handled'])
      }),
    )
  }
})
