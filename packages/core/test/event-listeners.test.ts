import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { subscribeToTelnyxCalls } from '@telnyx-call/core'
import { createTestKeys, sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import { eventNames, exchange, gatherEvents, namesOf } from './published-events.ts'
import { createTestReceiver, createWebhook } from './webhook.ts'

const forged = createWebhook({ keys: createTestKeys() })
const ringing = createWebhook({ fields: sampleCall('ringing') })

t.test('nothing is computed while nobody listens, and all is told where anybody does', async (t) => {
  const readings = t.capture(performance, 'now', performance.now.bind(performance))
  const ignore = () => {}
  subscribe('telnyx-call', ignore)
  t.teardown(() => unsubscribe('telnyx-call', ignore))
  await exchange({}, ringing)
  await exchange({}, forged)
  t.equal(readings().length, 0, 'no time was taken')
  await exchange()
  const forTheClaim = readings().length

  for (const name of eventNames) {
    await t.test(`listening to ${name} alone`, async (t) => {
      const published = gatherEvents(t, [name])
      await exchange({}, ringing)
      await exchange({}, forged)
      t.ok(readings().length > 0)
      await exchange()
      t.ok(readings().length > forTheClaim)
      t.strictSame([...new Set(namesOf(published))], [name])
    })
  }
})

t.test('of a request that began unheard nothing is told', async (t) => {
  const reception = await createTestReceiver().receive(createWebhook())
  const published = gatherEvents(t)
  if (reception.outcome === 'accepted') await reception.settle({ status: 200 })
  t.strictSame(published, [])
})

t.test('subscribeToTelnyxCalls calls the listeners there are, until it is ended', async (t) => {
  const told: string[] = []
  const stop = subscribeToTelnyxCalls({
    accepted: ({ call }) => told.push(`accepted from ${call?.From}`),
    refused: ({ code }) => told.push(code),
  })
  const all = ['accepted from ***60', 'signature_mismatch']
  await exchange()
  await exchange({}, forged)
  t.strictSame(told, all)
  stop()
  stop()
  await exchange()
  t.strictSame(told, all)
})

t.test('a listener that throws harms no request: Node makes it an uncaught exception', async (t) => {
  const uncaught: unknown[] = []
  process.setUncaughtExceptionCaptureCallback((error) => uncaught.push(error))
  t.teardown(() => process.setUncaughtExceptionCaptureCallback(null))
  const mistake = new Error('a mistake in a listener')
  const throwMistake = () => {
    throw mistake
  }
  const stop = subscribeToTelnyxCalls({
    received: throwMistake,
    accepted: throwMistake,
    settled: throwMistake,
  })
  t.teardown(stop)
  const published = gatherEvents(t)
  await exchange()
  t.strictSame(namesOf(published), ['received', 'accepted', 'settled'], 'listeners behind it are called')
  await new Promise(setImmediate)
  t.strictSame(uncaught, [mistake, mistake, mistake])
})
