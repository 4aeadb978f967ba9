import { requireTelnyxCall, telnyxCall } from '@telnyx-call/express'
import express from 'express'

const app = express()
const guard = telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY })

app.all('/webhooks/telnyx', guard, (request, response) => {
  console.log(`call ${requireTelnyxCall(request).CallSid} ended`)
  response.end()
})

const server = app.listen(0, '127.0.0.1', () => console.log('listening', server.address()))
