import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import { telnyxCall } from '@telnyx-call/koa'
import Koa from 'koa'

const router = new Router()

router.all('/webhooks/telnyx', telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY }), (ctx) => {
  console.log(JSON.stringify({ handled: ctx.request.telnyxCall }))
})

const server = new Koa().use(router.routes()).listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
