import { requireTelnyxCall, telnyxCall } from '@telnyx-call/fastify'
import Fastify from 'fastify'

async function start() {
  const app = Fastify()
  await app.register(telnyxCall, { publicKey: process.env.TELNYX_PUBLIC_KEY })
  app.telnyxCall('/webhooks/telnyx', async (request) => {
    console.log(`call ${requireTelnyxCall(request).CallSid} ended`)
  })
  console.log('listening', await app.listen({ port: 0, host: '127.0.0.1' }))
}

start()
