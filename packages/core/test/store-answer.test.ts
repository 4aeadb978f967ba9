import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { ClaimState, Reception } from '@telnyx-call/core'
import t from 'tap'
import { findEvent, gatherEvents } from './published-events.ts'
import { createScriptedStore } from './scripted-store.ts'
import { createTestReceiver, createWebhook, expectDelivery } from './webhook.ts'

function block(milliseconds: number): void {
  for (const endMs = performance.now() + milliseconds; performance.now() < endMs; );
}

function receive(claim: () => Promise<ClaimState>, storeTimeoutMs: number): Promise<Reception> {
  const deduplication = { store: createScriptedStore({ claim }), storeTimeoutMs }
  return createTestReceiver({ deduplication }).receive(createWebhook())
}

t.test('an answer that does not come', async (t) => {
  const published = gatherEvents(t)
  const startedAtMs = performance.now()
  const reception = await receive(() => new Promise(() => {}), 20)
  t.equal(expectDelivery(reception).deduplicated, false)
  t.match(findEvent(published, 'accepted').storeError, {
    code: 'store_timeout',
    message: 'telnyx-call: the delivery store did not answer within storeTimeoutMs (20 ms).',
  })
  t.ok(performance.now() - startedAtMs >= 19)
})

t.test('an answer that arrived while the event loop was blocked is not thrown away', async (t) => {
  const server = createServer((_request, response) => response.end('done'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ask = async () => (await (await fetch(url)).text()) as ClaimState
  await ask()
  for (let round = 0; round < 5; round++) {
    const reception = receive(ask, 30)
    // The server is in this process, so let it write its answer; the socket is read when the loop is free again, after the timer.
    await pause(2)
    block(60)
    t.equal((await reception).outcome, 'acknowledged')
  }
})

t.test('what comes too late is not heard, and harms nothing', async (t) => {
  let fail = (_: Error) => {}
  const reception = await receive(() => new Promise((_, reject) => (fail = reject)), 5)
  t.equal(expectDelivery(reception).deduplicated, false)
  fail(new Error('too late'))
  await pause(1)
})
