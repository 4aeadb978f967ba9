import { createServer } from 'node:http'
import type { EngineChoice } from '@telnyx-call/core/ed25519'
import { requireTelnyxCall, telnyxCall } from '@telnyx-call/express'
import express from 'express'
import { readBody } from '../by-hand.ts'
import type { HandleCall } from '../sides.ts'

export async function withAdapter(publicKey: string, engine: EngineChoice) {
  const app = express()
  app.post('/', telnyxCall({ publicKey, engine }), (request, response) => {
    response.send(`${requireTelnyxCall(request).CallSid} handled`)
  })
  return createServer(app)
}

export async function withoutAdapter(handleCall: HandleCall, contentType: string) {
  const app = express()
  // What every peer that takes JSON tells its users to do.
  if (contentType === 'application/json') app.use(express.raw({ type: contentType }))
  app.post('/', async (request, response) => {
    const callSid = await handleCall(request.headers, request.body ?? (await readBody(request)))
    if (callSid) response.send(`${callSid} handled`)
    else response.sendStatus(403)
  })
  return createServer(app)
}
