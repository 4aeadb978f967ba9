import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import { createMemoryStore, telnyxCall } from '@telnyx-call/koa'
import { createRedisStore } from '@telnyx-call/redis'
import Koa from 'koa'
import { createClient } from 'redis'

const { PORT, REDIS_URL: url, TELNYX_PUBLIC_KEY: publicKey } = process.env

// Processes that share a Redis handle a call once between them; one alone remembers its calls in memory.
const client = url && (await createClient({ url }).on('error', console.error).connect())
const store = client ? createRedisStore({ client }) : createMemoryStore()

const router = new Router()

router.all('/webhooks/telnyx', telnyxCall({ publicKey, store }), (ctx) => {
  console.log(JSON.stringify({ handled: ctx.request.telnyxCall }))
})

const server = new Koa().use(router.routes()).listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
