import type { AddressInfo } from 'node:net'
import { telnyxCall } from '@telnyx-call/express'
import express from 'express'

const app = express()

app.all('/webhooks/telnyx', telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY }), (request, response) => {
  console.log(JSON.stringify({ handled: request.telnyxCall }))
  response.end()
})

const server = app.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
