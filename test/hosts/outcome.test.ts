import Router from '@koa/router'
import { requireTelnyxCall, telnyxCall } from '@telnyx-call/koa'
import type Koa from 'koa'
import type { Middleware } from 'koa'
import t from 'tap'
import { CALLBACK_PATH } from '../conformance/host.ts'
import { exchange } from '../conformance/wire.ts'
import { keys, postCall } from './calls.ts'
import { readOutcomes, watched } from './exchange-watch.ts'
import { createKoaApp, koaNames, serve } from './frameworks.ts'

t.setTimeout(60_000)

t.test('H4 Koa, the guard in front of a router that has no such path', async (t) => {
  const routers: Readonly<Record<string, (app: Koa, router: Router) => void>> = {
    'no route': (app, router) => {
      router.post('/elsewhere', (ctx) => {
        ctx.body = 'elsewhere'
      })
      app.use(router.routes())
    },
    'a route for another method, and allowedMethods': (app, router) => {
      router.get(CALLBACK_PATH, (ctx) => {
        ctx.body = 'by GET'
      })
      app.use(router.routes()).use(router.allowedMethods())
    },
    'nothing at all': () => {},
  }
  for (const version of koaNames) {
    for (const [name, arrange] of Object.entries(routers)) {
      await t.test(
        `${version}, ${name}`,
        watched(async (t, watch) => {
          const { app } = createKoaApp(version)
          app.use(telnyxCall({ publicKey: keys.publicKey }))
          arrange(app, new Router())
          const port = await serve(t, app.callback())
          const request = postCall()
          const status = name.includes('allowedMethods') ? 405 : 404
          t.equal((await exchange(port, request)).status, status)
          t.strictSame(await readOutcomes(watch), ['failed'])
          t.equal((await exchange(port, request)).status, status, 'a copy is no duplicate of a handled call')
          t.strictSame(await readOutcomes(watch), ['failed', 'failed'])
        }),
      )
    }
  }
})

t.test('H5 Koa, the handler throws, and a middleware in front catches that', async (t) => {
  const handlers: Readonly<Record<string, Middleware>> = {
    'before it does anything': () => {
      throw new Error('the handler failed, as this test wants')
    },
    'after it has read the call': (ctx) => {
      requireTelnyxCall(ctx.request)
      throw new Error('the handler failed, as this test wants')
    },
    'after it has set a body': (ctx) => {
      ctx.body = 'nearly handled'
      throw new Error('the handler failed, as this test wants')
    },
    'after it has set a status': async (ctx) => {
      ctx.status = 202
      await Promise.reject(new Error('the handler failed, as this test wants'))
    },
  }
  for (const version of koaNames) {
    for (const [name, handler] of Object.entries(handlers)) {
      await t.test(
        `${version}, ${name}`,
        watched(async (t, watch) => {
          const caught: unknown[] = []
          const { app } = createKoaApp(version)
          app.use(async (_ctx, next) => {
            try {
              await next()
            } catch (error) {
              caught.push(error)
            }
          })
          app.use(telnyxCall({ publicKey: keys.publicKey }))
          app.use(handler)
          const port = await serve(t, app.callback())
          const request = postCall()
          for (const attempt of [1, 2]) {
            const { status } = await exchange(port, request)
            t.ok(status >= 400, `attempt ${attempt}: ${status} is no success`)
            t.equal(caught.length, attempt, 'the handler ran')
          }
          t.strictSame(await readOutcomes(watch), ['failed', 'failed'])
        }),
      )
    }
  }
})
