import { once } from 'node:events'
import { createServer as createHttp2Server } from 'node:http2'
import { createRequire } from 'node:module'
import { createMemoryStore, type DeliveryStore } from '@telnyx-call/core'
import { telnyxCall as guardExpress } from '@telnyx-call/express'
import { telnyxCall as guardKoa } from '@telnyx-call/koa'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import type Koa from 'koa'
import type { Middleware } from 'koa'
import t, { type Test } from 'tap'
import { CALLBACK_PATH } from '../conformance/host.ts'
import { Connection, pause, type WireRequest } from '../conformance/wire.ts'
import { encodeRequest, keys, postCall, postForgedCall, splitRequest } from './calls.ts'
import { type ExchangeWatch, readOutcomes, waitUntil, watched } from './exchange-watch.ts'
import {
  createExpressApp,
  createKoaApp,
  expressNames,
  type expressVersions,
  koaNames,
  serve,
} from './frameworks.ts'
import { openHttp2, postByHttp2 } from './http2-post.ts'

t.setTimeout(120_000)

const require = createRequire(import.meta.url)
// Its types would add properties to every request of Express.
const timeout = require('connect-timeout') as (duration: string) => RequestHandler

const SILENCE_MS = 400

/** What answers 503 in place of whoever takes too long. */
const timeouts: Readonly<Record<string, readonly [RequestHandler, ErrorRequestHandler?]>> = {
  'connect-timeout': [timeout('300ms')],
  'connect-timeout and an error handler': [
    timeout('300ms'),
    (_error, _request, response, next) => (response.headersSent ? next() : response.status(503).end()),
  ],
  "a timer of the application's own": [
    (_request, response, next) => {
      const error = Object.assign(new Error('this takes too long'), { status: 503 })
      setTimeout(() => response.headersSent || next(error), 200)
      next()
    },
  ],
  'response.setTimeout': [
    (_request, response, next) => {
      response.setTimeout(200, () => response.status(503).end())
      next()
    },
  ],
}

t.test('H1 Express, answered 503 by a timeout while the guard waits', async (t) => {
  for (const version of expressNames) {
    for (const [name, handlers] of Object.entries(timeouts)) {
      await t.test(
        `${version}, ${name}, a forged body that pauses`,
        watched((t, watch) =>
          playTimeout({ t, watch, version, handlers, request: postForgedCall(), isSlow: true }),
        ),
      )
      await t.test(
        `${version}, ${name}, a good body that pauses`,
        watched((t, watch) =>
          playTimeout({ t, watch, version, handlers, request: postCall(), isSlow: true }),
        ),
      )
      await t.test(
        `${version}, ${name}, a good call and a store that pauses`,
        watched((t, watch) =>
          playTimeout({ t, watch, version, handlers, request: postCall(), isSlow: false }),
        ),
      )
    }
  }
})

interface TimeoutPlay {
  readonly t: Test
  readonly watch: ExchangeWatch
  readonly version: keyof typeof expressVersions
  readonly handlers: readonly [RequestHandler, ErrorRequestHandler?]
  readonly request: WireRequest
  /** Whether the sender pauses; else the store does. */
  readonly isSlow: boolean
}

async function playTimeout({ t, watch, version, handlers, request, isSlow }: TimeoutPlay): Promise<void> {
  const [before, behind] = handlers
  let runCount = 0
  const app = createExpressApp(version)
  app.use(before)
  const deduplication = isSlow ? {} : { store: createHesitantStore() }
  app.all(CALLBACK_PATH, guardExpress({ publicKey: keys.publicKey, deduplication }), (_request, response) => {
    runCount += 1
    response.end()
  })
  if (behind) app.use(behind)
  const connection = await Connection.open(await serve(t, app))
  t.teardown(() => connection.destroy())

  const [start, rest] = isSlow ? splitRequest(request) : [encodeRequest(request), Buffer.alloc(0)]
  connection.write(start)
  await pause(SILENCE_MS)
  connection.write(rest)
  t.equal((await connection.readAnswer()).status, 503)
  await waitUntil(() => watch.refused.length > 0)
  t.equal(runCount, 0, 'the handler does not run: its answer would go nowhere')
  t.strictSame([watch.accepted.length, watch.settled.length], [0, 0])

  const next = isSlow ? postCall() : request
  t.equal((await connection.exchange(next)).status, 200, 'the next request on this connection is answered')
  t.equal(runCount, 1)
  t.strictSame(await readOutcomes(watch), ['handled'])
}

/** A store that takes its time for the first claim. */
function createHesitantStore(): DeliveryStore {
  const memory = createMemoryStore()
  let isFirst = true
  return {
    ...memory,
    claim: async (...parameters) => {
      if (isFirst) {
        isFirst = false
        await pause(SILENCE_MS)
      }
      return memory.claim(...parameters)
    },
  }
}

const koaTimeouts: Readonly<Record<string, Middleware>> = {
  'answering in the words of Koa': async (ctx, next) => {
    const rest = next()
    await pause(200)
    ctx.respond = false
    ctx.res.writeHead(503)
    ctx.res.end()
    await rest
  },
  'answering and leaving': async (ctx, next) => {
    next().catch((error) => ctx.app.emit('error', error, ctx))
    await pause(200)
    ctx.status = 503
  },
}

t.test('H18 Koa over HTTP/2, answered 503 by a timeout while the guard waits', async (t) => {
  for (const version of koaNames) {
    for (const [name, answerInTime] of Object.entries(koaTimeouts)) {
      await t.test(
        `${version}, ${name}`,
        watched(async (t, watch) => {
          let runCount = 0
          const { app, errors } = createKoaApp(version)
          app.use(answerInTime)
          app.use(guardKoa({ publicKey: keys.publicKey }))
          app.use((ctx) => {
            runCount += 1
            ctx.body = 'handled'
          })
          const session = await openHttp2(await serveHttp2(t, app.callback()))
          t.teardown(() => session.destroy())
          const status = await postByHttp2(session, postCall(), { afterBytes: 100, pauseMs: SILENCE_MS })
          t.equal(status, 503)
          t.ok(await waitUntil(() => watch.refused.length === 1))
          t.equal(watch.refused[0]?.code, 'sender_gone')
          t.equal(runCount, 0)
          t.strictSame([watch.accepted.length, watch.settled.length], [0, 0])
          t.strictSame(errors, [])
        }),
      )
    }
  }
})

async function serveHttp2(t: Test, listener: ReturnType<Koa['callback']>): Promise<number> {
  const server = createHttp2Server(listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
