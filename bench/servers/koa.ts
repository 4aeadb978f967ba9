import { createServer } from 'node:http'
import { requireTelnyxCall, telnyxCall } from '@telnyx-call/koa'
import Koa from 'koa'
import { createVerifierByHand, readBody } from '../verify-by-hand.ts'

export async function withAdapter(publicKey: string) {
  const app = new Koa()
  app.use(telnyxCall({ publicKey, engine: 'nodeCrypto' }))
  app.use((ctx) => {
    ctx.body = `${requireTelnyxCall(ctx.request).CallSid} handled`
  })
  return createServer(app.callback())
}

export async function byHand(publicKey: string) {
  const app = new Koa()
  const verifyByHand = createVerifierByHand(publicKey)
  app.use(async (ctx) => {
    const form = verifyByHand(ctx.headers, await readBody(ctx.req))
    if (form) ctx.body = `${form.get('CallSid')} handled`
    else ctx.status = 403
  })
  return createServer(app.callback())
}
