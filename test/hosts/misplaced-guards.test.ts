import { createRequire } from 'node:module'
import { telnyxCall as guardExpress } from '@telnyx-call/express'
import { telnyxCall as guardKoa } from '@telnyx-call/koa'
import express5, { type ErrorRequestHandler } from 'express'
import type { Middleware } from 'koa'
import t from 'tap'
import { CALLBACK_PATH } from '../conformance/host.ts'
import { exchange, type WireAnswer } from '../conformance/wire.ts'
import { keys, nameCall, postCall } from './calls.ts'
import { readOutcomes, watched } from './exchange-watch.ts'
import { createExpressApp, createKoaApp, expressNames, koaNames, serve } from './frameworks.ts'

t.setTimeout(60_000)

const require = createRequire(import.meta.url)
// It has no types of its own.
const koaBodyparser = require('koa-bodyparser') as (options?: object) => Middleware

t.test('H13 Express and Koa, guarded by app.use and on the route as well', async (t) => {
  for (const version of expressNames) {
    await t.test(
      version,
      watched(async (t, watch) => {
        const errors: unknown[] = []
        const app = createExpressApp(version)
        app.use(guardExpress({ publicKey: keys.publicKey }))
        let runCount = 0
        app.post(CALLBACK_PATH, guardExpress({ publicKey: keys.publicKey }), (_request, response) => {
          runCount += 1
          response.end()
        })
        const keepError: ErrorRequestHandler = (error, _request, _response, next) => {
          errors.push(error)
          next(error)
        }
        app.use(keepError)
        t.equal((await exchange(await serve(t, app), postCall())).status, 500)
        t.match(errors, [{ code: 'body_already_consumed', message: /twice/ }])
        t.equal(runCount, 0)
        t.strictSame(await readOutcomes(watch), ['failed'])
      }),
    )
  }
  for (const version of koaNames) {
    await t.test(
      version,
      watched(async (t, watch) => {
        const { app, errors } = createKoaApp(version)
        app.use(guardKoa({ publicKey: keys.publicKey }))
        app.use(guardKoa({ publicKey: keys.publicKey }))
        let runCount = 0
        app.use((ctx) => {
          runCount += 1
          ctx.body = 'handled'
        })
        t.equal((await exchange(await serve(t, app.callback()), postCall())).status, 500)
        t.match(errors, [{ code: 'body_already_consumed', message: /twice/ }])
        t.equal(runCount, 0)
        t.strictSame(await readOutcomes(watch), ['failed'])
      }),
    )
  }
})

t.test('H14 the guard behind a parser that keeps text, and a signed byte that is no UTF-8', async (t) => {
  const form = Buffer.from(new URLSearchParams(nameCall('one-call')).toString())
  const request = postCall({ body: Buffer.concat([form, Buffer.from('&CallerId=M'), Buffer.from([0xfc])]) })
  const readHelp = ({ body }: WireAnswer) => JSON.parse(body.toString()).help

  for (const version of koaNames) {
    await t.test(
      version,
      watched(async (t) => {
        const { app } = createKoaApp(version)
        app.use(koaBodyparser())
        app.use(guardKoa({ publicKey: keys.publicKey }))
        app.use((ctx) => {
          ctx.body = 'handled'
        })
        const port = await serve(t, app.callback())
        const answer = await exchange(port, request)
        t.equal(answer.status, 403)
        t.match(readHelp(answer), /text/i, 'says that the parser kept text')
        t.match(readHelp(answer), /bytes/i, 'which is not the bytes')
        t.equal((await exchange(port, postCall())).status, 200, 'text that can be turned back is taken')
      }),
    )
    await t.test(`${version}, a mismatch of the bytes themselves`, async (t) => {
      const { app } = createKoaApp(version)
      app.use(guardKoa({ publicKey: keys.publicKey }))
      const forged = postCall({ headers: { 'telnyx-timestamp': String(Math.floor(Date.now() / 1000) - 1) } })
      const answer = await exchange(await serve(t, app.callback()), forged)
      t.equal(answer.status, 403)
      t.match(readHelp(answer), /publicKey/)
      t.notMatch(readHelp(answer), /parser/i, 'speaks of no parser where there was none')
    })
  }
  await t.test('Express 5, text kept as rawBody by an application', async (t) => {
    const app = createExpressApp('Express 5')
    app.use(express5.text({ type: () => true }))
    app.use(guardExpress({ publicKey: keys.publicKey }))
    const answer = await exchange(await serve(t, app), request)
    t.equal(answer.status, 403)
    t.match(readHelp(answer), /text/i)
    t.match(readHelp(answer), /bytes/i)
  })
})
