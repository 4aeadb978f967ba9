import { serve } from '@hono/node-server'
import { telnyxCall } from '@telnyx-call/fetch'

const receive = telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY }, ({ call }) => {
  console.log(`call ${call?.CallSid} ended`)
})

serve({ fetch: (request) => receive(request), port: 0, hostname: '127.0.0.1' }, (address) => {
  console.log('listening', address)
})
