import { createRequire } from 'node:module'
import { bodyParser } from '@koa/bodyparser'
import { telnyxCall as guardExpress } from '@telnyx-call/express'
import { telnyxCall as guardKoa } from '@telnyx-call/koa'
import type express5 from 'express'
import type { RequestHandler } from 'express'
import type { Middleware } from 'koa'
import { koaBody } from 'koa-body'
import t from 'tap'
import { CALLBACK_PATH } from '../conformance/host.ts'
import { exchange } from '../conformance/wire.ts'
import { keys, nameCall, postCall } from './calls.ts'
import { readOutcomes, watched } from './exchange-watch.ts'
import {
  createExpressApp,
  createKoaApp,
  expressNames,
  expressVersions,
  koaNames,
  serve,
} from './frameworks.ts'

t.setTimeout(60_000)

const require = createRequire(import.meta.url)
// It has no types of its own.
const koaBodyparser = require('koa-bodyparser') as (options?: object) => Middleware

t.test('H8 Express, the guard in front of body parsers', async (t) => {
  const parsers: Readonly<Record<string, (express: typeof express5) => readonly RequestHandler[]>> = {
    urlencoded: (express) => [express.urlencoded({ extended: false })],
    'urlencoded, extended': (express) => [express.urlencoded({ extended: true })],
    'json and urlencoded': (express) => [express.json(), express.urlencoded({ extended: true })],
    raw: (express) => [express.raw({ type: () => true })],
    text: (express) => [express.text({ type: () => true })],
  }
  for (const version of expressNames) {
    for (const [name, createParsers] of Object.entries(parsers)) {
      await t.test(
        `${version}, ${name}`,
        watched(async (t, watch) => {
          const bodies: unknown[] = []
          const app = createExpressApp(version)
          app.use('/webhooks', guardExpress({ publicKey: keys.publicKey }))
          for (const parser of createParsers(expressVersions[version])) app.use(parser)
          app.post(CALLBACK_PATH, (request, response) => {
            bodies.push(request.body)
            response.end()
          })
          const port = await serve(t, app)
          for (const framing of ['content-length', 'chunked'] as const) {
            const request = { ...postCall({ fields: nameCall('one-call') }), framing }
            t.equal((await exchange(port, request)).status, 200)
          }
          t.strictSame(bodies.map(readCallSid), ['one-call'], 'the handler has the parsed body')
          t.strictSame(await readOutcomes(watch), ['handled'])
        }),
      )
    }
  }
})

t.test('H8 Express, the same where somebody in front has listened for the end of the request', async (t) => {
  for (const version of expressNames) {
    await t.test(
      version,
      watched(async (t, watch) => {
        let endCount = 0
        const bodies: unknown[] = []
        const app = createExpressApp(version)
        app.use((request, _response, next) => {
          request.on('end', () => {
            endCount += 1
          })
          next()
        })
        app.use('/webhooks', guardExpress({ publicKey: keys.publicKey }))
        app.use(expressVersions[version].urlencoded({ extended: false }))
        app.post(CALLBACK_PATH, (request, response) => {
          bodies.push(request.body)
          response.end()
        })
        const port = await serve(t, app)
        t.equal((await exchange(port, postCall({ fields: nameCall('one-call') }))).status, 200)
        t.strictSame(bodies.map(readCallSid), ['one-call'], 'the handler has the parsed body')
        t.equal(endCount, 1)
        t.strictSame(await readOutcomes(watch), ['handled'])
      }),
    )
  }
})

t.test('H9 Koa, the guard in front of body parsers', async (t) => {
  const parsers: Readonly<Record<string, () => Middleware>> = {
    '@koa/bodyparser': () => bodyParser(),
    'koa-bodyparser': () => koaBodyparser(),
    'koa-body': () => koaBody(),
  }
  for (const version of koaNames) {
    for (const [name, createParser] of Object.entries(parsers)) {
      await t.test(
        `${version}, ${name}`,
        watched(async (t, watch) => {
          const bodies: unknown[] = []
          const { app, errors } = createKoaApp(version)
          app.use(guardKoa({ publicKey: keys.publicKey }))
          app.use(createParser())
          app.use((ctx) => {
            bodies.push(ctx.request.body)
            ctx.body = 'handled'
          })
          const port = await serve(t, app.callback())
          for (const framing of ['content-length', 'chunked'] as const) {
            const request = { ...postCall({ fields: nameCall('one-call') }), framing }
            t.equal((await exchange(port, request)).status, 200)
          }
          t.strictSame(bodies.map(readCallSid), ['one-call'], 'the handler has the parsed body')
          t.strictSame(errors, [])
          t.strictSame(await readOutcomes(watch), ['handled'])
        }),
      )
    }
  }
})

/** The CallSid in what a parser made of the body: an object, text or bytes. */
function readCallSid(body: unknown): unknown {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    return new URLSearchParams(Buffer.from(body).toString()).get('CallSid')
  }
  return (body as Record<string, unknown> | undefined)?.CallSid
}
