import { readTelnyxEvent } from '@telnyx-call/core'
import { sampleEvent, sampleEventTypes } from '@telnyx-call/testing'
import t from 'tap'

function encode(type: (typeof sampleEventTypes)[number]): { text: string; contentType: string } {
  if (type === 'json') return { text: JSON.stringify(sampleEvent('json')), contentType: 'application/json' }
  const text = new URLSearchParams(sampleEvent(type)).toString()
  return { text, contentType: 'application/x-www-form-urlencoded' }
}

for (const type of sampleEventTypes) {
  t.test(`${type}: as text and as bytes, with and without content type`, async (t) => {
    const { text, contentType } = encode(type)
    const event = readTelnyxEvent(text)
    t.equal(event.type, type)
    t.strictSame(readTelnyxEvent(text, contentType), event)
    t.strictSame(readTelnyxEvent(new TextEncoder().encode(text)), event)
    t.strictSame(readTelnyxEvent(Buffer.from(text), `${contentType.toUpperCase()} ; charset=utf-8`), event)
  })
}

t.test('the body decides; any other content type is refused', async (t) => {
  const json = JSON.stringify(sampleEvent('json'))
  t.equal(readTelnyxEvent(json, 'application/cloudevents+json').type, 'json')
  t.equal(readTelnyxEvent(json, 'application/x-www-form-urlencoded').type, 'json')
  t.equal(readTelnyxEvent(` \n${json}`).type, 'json')
  t.equal(readTelnyxEvent(`\uFEFF${json}`).type, 'json')
  t.equal(readTelnyxEvent(Buffer.from(`\uFEFF${json}`)).type, 'json')
  t.equal(readTelnyxEvent('').type, 'unknown')
  for (const contentType of ['', 'text/plain', 'multipart/form-data', 'json', 'application/jsonp']) {
    t.throws(() => readTelnyxEvent(json, contentType), { name: 'TypeError', code: 'unsupported_media_type' })
  }
})
