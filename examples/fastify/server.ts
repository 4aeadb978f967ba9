import { telnyxCall } from '@telnyx-call/fastify'
import Fastify from 'fastify'

const app = Fastify()

await app.register(telnyxCall, { publicKey: process.env.TELNYX_PUBLIC_KEY })

app.all('/webhooks/telnyx', { config: { telnyxCall: true } }, async (request) => {
  console.log(JSON.stringify({ handled: request.telnyxCall }))
})

console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })}`)
