import type { EngineChoice } from '@telnyx-call/core/ed25519'
import { requireTelnyxCall, telnyxCall } from '@telnyx-call/fastify'
import fastify from 'fastify'
import type { HandleCall } from '../sides.ts'

export async function withAdapter(publicKey: string, engine: EngineChoice) {
  const app = fastify()
  await app.register(telnyxCall, { publicKey, engine })
  app.telnyxCall('/', (request, reply) => {
    reply.send(`${requireTelnyxCall(request).CallSid} handled`)
  })
  await app.ready()
  return app.server
}

export async function withoutAdapter(handleCall: HandleCall, contentType: string) {
  const app = fastify()
  app.addContentTypeParser(contentType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.post('/', async (request, reply) => {
    const callSid = await handleCall(request.headers, request.body as Buffer)
    if (!callSid) reply.code(403)
    return callSid ? `${callSid} handled` : ''
  })
  await app.ready()
  return app.server
}
