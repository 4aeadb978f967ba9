import type { AddressInfo } from 'node:net'
import { createMemoryStore, telnyxCall } from '@telnyx-call/express'
import { createRedisStore } from '@telnyx-call/redis'
import express from 'express'
import { createClient } from 'redis'

const { PORT, REDIS_URL: url, TELNYX_PUBLIC_KEY: publicKey } = process.env

// Processes that share a Redis handle a call once between them; one alone remembers its calls in memory.
const client = url && (await createClient({ url }).on('error', console.error).connect())
const store = client ? createRedisStore({ client }) : createMemoryStore()

const app = express()

app.all('/webhooks/telnyx', telnyxCall({ publicKey, store }), (request, response) => {
  console.log(JSON.stringify({ handled: request.telnyxCall }))
  response.end()
})

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
