import { requireTelnyxCall, telnyxCall } from '@telnyx-call/koa'
import Koa from 'koa'

const app = new Koa()
const guard = telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY })

app.use(guard).use((context) => {
  console.log(`call ${requireTelnyxCall(context.request).CallSid} ended`)
})

const server = app.listen(0, '127.0.0.1', () => console.log('listening', server.address()))
