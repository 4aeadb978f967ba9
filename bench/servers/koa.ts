import { createServer } from 'node:http'
import type { EngineChoice } from '@telnyx-call/core/ed25519'
import { requireTelnyxCall, telnyxCall } from '@telnyx-call/koa'
import Koa from 'koa'
import { readBody } from '../by-hand.ts'
import type { HandleCall } from '../sides.ts'

export async function withAdapter(publicKey: string, engine: EngineChoice) {
  const app = new Koa()
  app.use(telnyxCall({ publicKey, engine }))
  app.use((ctx) => {
    ctx.body = `${requireTelnyxCall(ctx.request).CallSid} handled`
  })
  return createServer(app.callback())
}

export async function withoutAdapter(handleCall: HandleCall) {
  const app = new Koa()
  app.use(async (ctx) => {
    const callSid = await handleCall(ctx.headers, await readBody(ctx.req))
    if (callSid) ctx.body = `${callSid} handled`
    else ctx.status = 403
  })
  return createServer(app.callback())
}
