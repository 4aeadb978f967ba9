import replyFrom from '@fastify/reply-from'
import { telnyxCall as guardExpress } from '@telnyx-call/express'
import { createProxyMiddleware } from 'http-proxy-middleware'
import t, { type Test } from 'tap'
import { exchange } from '../conformance/wire.ts'
import { keys, postCall } from './calls.ts'
import { readOutcomes, watched } from './exchange-watch.ts'
import { createExpressApp, createFastifyApp, expressNames, serve, serveFastify } from './frameworks.ts'

t.setTimeout(60_000)

/** What a proxy sent on. */
interface Upstream {
  readonly url: string
  readonly bodies: readonly string[]
  readonly types: readonly (string | undefined)[]
}

async function startUpstream(t: Test, status = 200): Promise<Upstream> {
  const bodies: string[] = []
  const types: (string | undefined)[] = []
  const port = await serve(t, async (request, response) => {
    types.push(request.headers['content-type'])
    bodies.push(Buffer.concat(await request.toArray()).toString())
    response.writeHead(status).end('from upstream')
  })
  return { url: `http://127.0.0.1:${port}`, bodies, types }
}

for (const [status, outcome, title] of [
  [200, 'handled', ''],
  [500, 'failed', ', which fails'],
] as const) {
  t.test(
    `H10 Fastify, the guard in front of @fastify/reply-from${title}`,
    watched(async (t, watch) => {
      const upstream = await startUpstream(t, status)
      const app = await createFastifyApp({
        around: async (app) => void (await app.register(replyFrom, { base: upstream.url })),
        handler: (_request, reply) => reply.from('/elsewhere'),
      })
      const port = await serveFastify(t, app)
      for (const framing of ['content-length', 'chunked'] as const) {
        const request = { ...postCall(), framing }
        const answer = await exchange(port, request)
        t.equal(answer.status, status)
        t.equal(answer.body.toString(), 'from upstream')
        t.equal(upstream.bodies.at(-1), Buffer.from(request.body).toString(), 'the signed bytes')
        t.equal(upstream.types.at(-1), 'application/x-www-form-urlencoded')
      }
      t.strictSame(await readOutcomes(watch), [outcome, outcome])
    }),
  )

  t.test(`H11 Express, the guard in front of http-proxy-middleware${title}`, async (t) => {
    for (const version of expressNames) {
      await t.test(
        version,
        watched(async (t, watch) => {
          const upstream = await startUpstream(t, status)
          const app = createExpressApp(version)
          app.use('/webhooks', guardExpress({ publicKey: keys.publicKey }))
          app.use('/webhooks', createProxyMiddleware({ target: upstream.url }))
          const port = await serve(t, app)
          for (const framing of ['content-length', 'chunked'] as const) {
            const request = { ...postCall(), framing }
            const answer = await exchange(port, request)
            t.equal(answer.status, status)
            t.equal(answer.body.toString(), 'from upstream')
            t.equal(upstream.bodies.at(-1), Buffer.from(request.body).toString(), 'the signed bytes')
          }
          t.strictSame(await readOutcomes(watch), [outcome, outcome])
        }),
      )
    }
  })
}
