import { createServer } from 'node:http'
import { requireTelnyxCall, telnyxCall } from '@telnyx-call/express'
import express from 'express'
import { createVerifierByHand, readBody } from '../verify-by-hand.ts'

export async function withAdapter(publicKey: string) {
  const app = express()
  app.post('/', telnyxCall({ publicKey, engine: 'nodeCrypto' }), (request, response) => {
    response.send(`${requireTelnyxCall(request).CallSid} handled`)
  })
  return createServer(app)
}

export async function byHand(publicKey: string) {
  const app = express()
  const verifyByHand = createVerifierByHand(publicKey)
  app.post('/', async (request, response) => {
    const form = verifyByHand(request.headers, await readBody(request))
    if (form) response.send(`${form.get('CallSid')} handled`)
    else response.sendStatus(403)
  })
  return createServer(app)
}
