import { telnyxCall } from '@telnyx-call/fastify'
import { createRedisStore } from '@telnyx-call/redis'
import Fastify from 'fastify'
import { createClient } from 'redis'

const HANG_UP = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'

const { PORT, REDIS_URL: url, TELNYX_PUBLIC_KEY: publicKey } = process.env

// Processes that share a Redis handle an event once between them; one alone remembers its events in memory.
const client = url ? await createClient({ url }).on('error', console.error).connect() : undefined
const deduplication = client ? { store: createRedisStore({ client }) } : {}

const app = Fastify()

await app.register(telnyxCall, { publicKey, deduplication, events: 'all' })

app.telnyxCall('/webhooks/telnyx', async (request, reply) => {
  const { telnyxEvent: event, telnyxDelivery: delivery } = request
  switch (event.type) {
    case 'call-completed':
      // An ended call with Dial fields gets here again if it is sent again, since it waits for an answer.
      if (!delivery.duplicate) print('handled', event)
      break
    case 'call-answered':
      print('answered', { CallSid: event.CallSid })
      break
    case 'call-dtmf':
      print('pressed', { CallSid: event.CallSid, Digit: event.Digit })
      break
    case 'recording-completed':
      print('recorded', { RecordingSid: event.RecordingSid, RecordingUrl: event.RecordingUrl })
      break
    case 'transcription':
      print('transcribed', { RecordingSid: event.RecordingSid, TranscriptionText: event.TranscriptionText })
      break
    case 'conference-join':
    case 'conference-leave':
      print('conference', { ConferenceSid: event.ConferenceSid, what: event.StatusCallbackEvent })
      break
    case 'json':
      print('json', { id: event.id, eventType: event.eventType, payload: event.payload })
      break
    case 'unknown':
      console.warn(`an event that is new to this version: ${Object.keys(event.fields).join(', ')}`)
      break
    default:
    // Everything else is of no interest here. It is answered 200, unless it waits for TeXML.
  }
  // A caller is waiting for what comes next. With an empty answer there would be silence.
  if (delivery.waitsForTexml) await reply.type('text/xml').send(HANG_UP)
})

function print(what: string, value: object): void {
  console.log(JSON.stringify({ [what]: value }))
}

console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: Number(PORT) })}`)

/** Stops accepting, answers what is in flight, and ends once its events are committed. */
async function stop(): Promise<void> {
  setTimeout(() => app.server.closeAllConnections(), 2000) // nobody waits longer for an answer
  await app.close()
  const pending = await app.telnyxCall.drain()
  client?.destroy()
  process.exit(pending === 0 ? 0 : 1)
}

process.once('SIGTERM', stop).once('SIGINT', stop)
