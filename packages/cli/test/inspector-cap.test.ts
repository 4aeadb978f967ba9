import { readFileSync } from 'node:fs'
import { sampleCall, signedRequest } from '@telnyx-call/testing'
import t from 'tap'
import { readEvents } from './event-reading.ts'
import { startListen } from './listen-process.ts'

// Thousands of requests take their time where others share the machine.
t.setTimeout(120_000)

t.test('5,000 deliveries are held in less than 200 MB, the oldest dropped first', async (t) => {
  const { url, pageUrl, keys, cli } = await startListen(t)
  const total = 5_020
  let next = 0
  const open = readEvents(
    `${pageUrl}events`,
    Number.POSITIVE_INFINITY,
    undefined,
    ({ event }) => event === 'dropped',
  )
  const sendAll = async () => {
    while (next < total) {
      const fields = sampleCall({ CallSid: `call-${next++}` })
      const answer = await fetch(url, signedRequest({ keys, fields }))
      await answer.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: 20 }, sendAll))
  const dropped = (await open).at(-1)
  t.ok(JSON.parse(dropped?.data ?? '[]').length >= 1, 'an open page hears of what was dropped')
  const startedAt = performance.now()
  const events = await readEvents(`${pageUrl}events`, 1 + Math.ceil(5_000 / 250))
  t.comment(`read in ${Math.round(performance.now() - startedAt)} ms`)
  const ids = events
    .slice(1)
    .flatMap(({ data }) => JSON.parse(data).map((summary: { id: string }) => summary.id))
  t.equal(new Set(ids).size, 5_000)
  const [, peakKb] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${cli.child.pid}/status`, 'utf8')) ?? []
  t.comment(`peak ${Math.round(Number(peakKb) / 1024)} MB`)
  t.ok(Number(peakKb) < 200 * 1024, `${peakKb} kB`)
})
