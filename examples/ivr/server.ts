import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { requireTelnyxCall, requireTelnyxEvent, type TelnyxEventType, telnyxCall } from '@telnyx-call/express'
import { createRedisStore } from '@telnyx-call/redis'
import express from 'express'
import { createClient } from 'redis'
import { createDial, createGoodbye, createMainMenu, createOpeningHours, createSupportMenu } from './texml.ts'

const { PORT, REDIS_URL: url, TELNYX_PUBLIC_KEY: publicKey } = process.env

const client = url ? await createClient({ url }).on('error', console.error).connect() : undefined

/** A guard for one kind of route. Each has a memory of its own: one event that is sent to two URLs has to reach both. */
function createGuard(name: string, events: readonly TelnyxEventType[]) {
  const store = client && createRedisStore({ client, prefix: `ivr:${name}:` })
  return telnyxCall({ publicKey, events, deduplication: store ? { store } : {} })
}

const guards = {
  voice: createGuard('voice', ['instructions']),
  // A Gather that timed out has neither digits nor speech, so it comes as instructions.
  menu: createGuard('menu', ['gather', 'instructions']),
  dialed: createGuard('dialed', ['call-completed']),
  status: createGuard('status', ['call-answered', 'call-completed']),
}

const app = express()

// Each of these routes answers with TeXML. A copy is answered like the first one: a caller is waiting for it.

app.all('/ivr/voice', guards.voice, (_request, response) => {
  response.type('text/xml').send(createMainMenu('Welcome.'))
})

app.all('/ivr/main-menu', guards.menu, (request, response) => {
  const event = requireTelnyxEvent(request, 'gather', 'instructions')
  response.type('text/xml').send(event.type === 'gather' ? answerMainMenu(event) : createMainMenu(''))
})

app.all('/ivr/support-menu', guards.menu, (request, response) => {
  const event = requireTelnyxEvent(request, 'gather', 'instructions')
  const wantsPerson = event.type === 'gather' && event.Digits === '1'
  response.type('text/xml').send(wantsPerson ? createDial() : createMainMenu(''))
})

app.all('/ivr/dialed', guards.dialed, (request, response) => {
  const { CallSid, DialCallStatus } = requireTelnyxCall(request)
  // What must not happen twice asks for `duplicate` first.
  if (!request.telnyxDelivery?.duplicate) console.log(JSON.stringify({ dialed: CallSid, DialCallStatus }))
  const wasAnswered = DialCallStatus === 'completed'
  response.type('text/xml').send(wasAnswered ? createGoodbye() : createMainMenu('Nobody is free.'))
})

// The status callback only informs: its answer has no content, and copies of it do not get here.
app.all('/webhooks/telnyx', guards.status, (request, response) => {
  const event = requireTelnyxEvent(request, 'call-answered', 'call-completed')
  if (event.type === 'call-completed') console.log(JSON.stringify({ handled: event }))
  else console.log(JSON.stringify({ answered: event.CallSid }))
  response.end()
})

function answerMainMenu({ Digits, SpeechResult }: { Digits?: string; SpeechResult?: string }): string {
  if (Digits === '1') return createSupportMenu()
  if (Digits === '2') return createOpeningHours()
  return createMainMenu(`You chose ${Digits ?? SpeechResult}, which is not on the menu.`)
}

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

/** Stops accepting, answers what is in flight, and ends once its calls are committed. */
async function stop(): Promise<void> {
  if (!server.listening) return
  server.close()
  setInterval(() => server.closeIdleConnections(), 50) // keep-alive connections, once they are answered
  setTimeout(() => server.closeAllConnections(), 2000) // nobody waits longer for an answer
  await once(server, 'close')
  const pending = await Promise.all(Object.values(guards).map((guard) => guard.drain()))
  client?.destroy()
  process.exit(pending.every((count) => count === 0) ? 0 : 1)
}

process.on('SIGTERM', stop).on('SIGINT', stop)
