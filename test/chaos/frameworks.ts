import { createServer, type RequestListener } from 'node:http'
import type { Delivery, Receiver, ReceiverOptions } from '@telnyx-call/core'
import type { Framework } from './journal.ts'

/** Where the receivers take calls. */
export const CALLBACK_PATH = '/webhooks/telnyx'

/** A framework with a guarded route. */
export interface GuardedApp {
  readonly respond: RequestListener
  /** What the adapter gives for the guard. */
  readonly guard: Pick<Receiver, 'pending' | 'drain' | 'redeliver'>
}

type CreateApp = (options: ReceiverOptions, handle: HandleDelivery) => Promise<GuardedApp>

/** A handler. It succeeds when its promise resolves. */
export type HandleDelivery = (delivery: Delivery) => Promise<void>

/** Each is loaded where it is used, so that a receiver starts fast. */
export const createApps: Readonly<Record<Framework, CreateApp>> = {
  async fastify(options, handle) {
    const [{ default: Fastify }, { telnyxCall }] = await Promise.all([
      import('fastify'),
      import('@telnyx-call/fastify'),
    ])
    let respond: RequestListener | undefined
    const app = Fastify({
      serverFactory: (listener) => {
        respond = listener
        return createServer(listener)
      },
    })
    await app.register(telnyxCall, options)
    app.telnyxCall(CALLBACK_PATH, ({ telnyxDelivery }) => handle(telnyxDelivery))
    await app.ready()
    if (respond === undefined) throw new Error('Fastify made no server')
    return { respond, guard: app.telnyxCall }
  },

  async koa(options, handle) {
    const [{ default: Koa }, { default: Router }, { telnyxCall }] = await Promise.all([
      import('koa'),
      import('@koa/router'),
      import('@telnyx-call/koa'),
    ])
    const guard = telnyxCall(options)
    const router = new Router()
    router.all(CALLBACK_PATH, guard, (ctx) => handle(getDelivery(ctx.request)))
    const app = new Koa().use(router.routes())
    app.silent = true
    return { respond: app.callback(), guard }
  },

  async express(options, handle) {
    const [{ default: express }, { telnyxCall }] = await Promise.all([
      import('express'),
      import('@telnyx-call/express'),
    ])
    const guard = telnyxCall(options)
    const app = express()
    app.all(CALLBACK_PATH, guard, async (request, response) => {
      await handle(getDelivery(request))
      response.end()
    })
    return { respond: app, guard }
  },
}

function getDelivery({ telnyxDelivery }: { readonly telnyxDelivery?: Delivery | undefined }): Delivery {
  if (telnyxDelivery === undefined) throw new Error('the guard let a request past without its delivery')
  return telnyxDelivery
}
