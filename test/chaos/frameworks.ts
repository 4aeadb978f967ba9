import { createServer, type RequestListener } from 'node:http'
import type { ReceiverOptions } from '@telnyx-call/core'
import type { Framework } from './journal.ts'

/** Where the receivers take calls. */
export const CALLBACK_PATH = '/webhooks/telnyx'

type CreateListener = (options: ReceiverOptions, handle: () => Promise<void>) => Promise<RequestListener>

/** One guarded route in each framework. Each is loaded where it is used, so that a receiver starts fast. */
export const createListeners: Readonly<Record<Framework, CreateListener>> = {
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
    app.all(CALLBACK_PATH, { config: { telnyxCall: true } }, handle)
    await app.ready()
    if (respond === undefined) throw new Error('Fastify made no server')
    return respond
  },

  async koa(options, handle) {
    const [{ default: Koa }, { default: Router }, { telnyxCall }] = await Promise.all([
      import('koa'),
      import('@koa/router'),
      import('@telnyx-call/koa'),
    ])
    const router = new Router()
    router.all(CALLBACK_PATH, telnyxCall(options), handle)
    return new Koa().use(router.routes()).callback()
  },

  async express(options, handle) {
    const [{ default: express }, { telnyxCall }] = await Promise.all([
      import('express'),
      import('@telnyx-call/express'),
    ])
    const app = express()
    app.all(CALLBACK_PATH, telnyxCall(options), async (_request, response) => {
      await handle()
      response.end()
    })
    return app
  },
}
