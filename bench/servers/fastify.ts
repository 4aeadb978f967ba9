import { requireTelnyxCall, telnyxCall } from '@telnyx-call/fastify'
import fastify from 'fastify'
import { createVerifierByHand } from '../verify-by-hand.ts'

export async function withAdapter(publicKey: string) {
  const app = fastify()
  await app.register(telnyxCall, { publicKey, engine: 'nodeCrypto' })
  app.post('/', { config: { telnyxCall: true } }, (request, reply) => {
    reply.send(`${requireTelnyxCall(request).CallSid} handled`)
  })
  await app.ready()
  return app.server
}

export async function byHand(publicKey: string) {
  const app = fastify()
  const verifyByHand = createVerifierByHand(publicKey)
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  )
  app.post('/', (request, reply) => {
    const form = verifyByHand(request.headers, request.body as Buffer)
    if (form) reply.send(`${form.get('CallSid')} handled`)
    else reply.code(403).send()
  })
  await app.ready()
  return app.server
}
