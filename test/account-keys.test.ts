import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { telnyxCall as expressGuard } from '@telnyx-call/express'
import { telnyxCall as fastifyGuard } from '@telnyx-call/fastify'
import { telnyxCall as koaGuard } from '@telnyx-call/koa'
import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'
import express from 'express'
import fastify from 'fastify'
import Koa from 'koa'
import t from 'tap'

const accounts = { first: createTestKeys(), second: createTestKeys() }
const publicKeys: Readonly<Record<string, string | undefined>> = {
  first: accounts.first.publicKey,
  second: accounts.second.publicKey,
}

const starts: Readonly<Record<string, () => Promise<Server>>> = {
  async express() {
    const app = express()
    const guard = expressGuard({
      publicKey: (request: express.Request) => publicKeys[String(request.params.tenant)],
    })
    app.post('/:tenant', guard, (request, response) => {
      response.send(request.telnyxDelivery?.keyId)
    })
    return listen(createServer(app))
  },
  async fastify() {
    const app = fastify()
    await app.register(fastifyGuard, {
      publicKey: (request) => publicKeys[(request.params as { tenant: string }).tenant],
    })
    app.telnyxCall('/:tenant', async (request) => request.telnyxDelivery.keyId)
    await app.listen({ host: '127.0.0.1', port: 0 })
    return app.server
  },
  async koa() {
    const app = new Koa()
    app.use(koaGuard({ publicKey: async (ctx) => publicKeys[ctx.path.slice(1)] }))
    app.use((ctx) => {
      ctx.body = ctx.request.telnyxDelivery?.keyId
    })
    return listen(createServer(app.callback()))
  },
}

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

for (const [framework, start] of Object.entries(starts)) {
  t.test(`${framework}: one route, several accounts`, async (t) => {
    const server = await start()
    t.teardown(() => {
      server.closeAllConnections()
      server.close()
    })
    const post = async (tenant: string, signer: keyof typeof accounts) => {
      const { headers, body } = signedRequest({
        keys: accounts[signer],
        fields: sampleCall('completed', { AccountSid: signer }),
      })
      const { port } = server.address() as AddressInfo
      const response = await fetch(`http://127.0.0.1:${port}/${tenant}`, { method: 'POST', headers, body })
      return { status: response.status, text: await response.text() }
    }
    const first = await post('first', 'first')
    const second = await post('second', 'second')
    t.match([first.status, second.status], [200, 200])
    t.match(first.text, /^[0-9a-f]{16}$/)
    t.match(second.text, /^[0-9a-f]{16}$/)
    t.not(first.text, second.text, 'each by its own key')
    t.match(await post('first', 'second'), { status: 403, text: /signature_mismatch/ })
    t.match(await post('nobody', 'first'), { status: 503, text: /key_unavailable/ })
  })
}
