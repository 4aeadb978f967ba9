import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Delivery, Receiver, ReceiverOptions } from '@telnyx-call/core'

export const FRAMEWORKS = ['fastify', 'koa', 'express'] as const
export type Framework = (typeof FRAMEWORKS)[number]

/** Where calls go, unless a test says otherwise. */
export const CALLBACK_PATH = '/webhooks/telnyx'

/** The routes of one guard. */
export interface GuardedRoutes {
  readonly options: ReceiverOptions
  /** Default: {@link CALLBACK_PATH}. */
  readonly paths?: readonly string[]
}

/** What an adapter's guard has beside its routes. */
export type Guard = Pick<Receiver, 'pending' | 'drain' | 'redeliver'>

/** An application that listens on a port of 127.0.0.1. */
export interface App {
  readonly port: number
  /** In the order of the routes that were asked for. */
  readonly guards: readonly Guard[]
  /** Ends as an application should: it accepts nothing more, and lets what it has begun come to its end. */
  stop(): Promise<void>
  /** Breaks all connections, then stops. */
  close(): Promise<void>
}

/** Handles a delivery; the application answers when it resolves. */
export type Handle = (delivery: Delivery) => Promise<void>

interface Parts {
  readonly server: Server
  readonly guards: readonly Guard[]
  stop(): Promise<void>
}

type AssembleApp = (routes: readonly Required<GuardedRoutes>[], handle: Handle) => Promise<Parts>

/** Starts an application of one framework, with one guard or several. */
export async function startApp(
  framework: Framework,
  routes: readonly GuardedRoutes[],
  handle: Handle,
): Promise<App> {
  const complete = routes.map(({ options, paths = [CALLBACK_PATH] }) => ({ options, paths }))
  const { server, guards, stop } = await assemblers[framework](complete, handle)
  return {
    port: (server.address() as AddressInfo).port,
    guards,
    stop,
    async close() {
      server.closeAllConnections()
      await stop()
    },
  }
}

/** The first guard, where a test has no other. */
export function guardOf({ guards: [guard] }: App): Guard {
  return present(guard)
}

/** Each framework is loaded where it is used, so that a process starts fast. */
const assemblers: Readonly<Record<Framework, AssembleApp>> = {
  async fastify(routes, handle) {
    const [{ default: Fastify }, { telnyxCall }] = await Promise.all([
      import('fastify'),
      import('@telnyx-call/fastify'),
    ])
    const app = Fastify()
    const guards: Guard[] = []
    for (const { options, paths } of routes) {
      await app.register(async (scope) => {
        await scope.register(telnyxCall, options)
        guards.push(scope.telnyxCall)
        for (const path of paths) scope.telnyxCall(path, ({ telnyxDelivery }) => handle(telnyxDelivery))
      })
    }
    await app.listen({ port: 0, host: '127.0.0.1' })
    return { server: app.server, guards, stop: () => app.close() }
  },

  async koa(routes, handle) {
    const [{ default: Koa }, { default: Router }, { telnyxCall }] = await Promise.all([
      import('koa'),
      import('@koa/router'),
      import('@telnyx-call/koa'),
    ])
    const router = new Router()
    const guards = routes.map(({ options, paths }) => {
      const guard = telnyxCall(options)
      router.all([...paths], guard, (ctx) => handle(present(ctx.request.telnyxDelivery)))
      return guard
    })
    const app = new Koa()
    app.silent = true
    return listen(app.use(router.routes()).callback(), guards)
  },

  async express(routes, handle) {
    const [{ default: express }, { telnyxCall }] = await Promise.all([
      import('express'),
      import('@telnyx-call/express'),
    ])
    // As "test" it prints no errors.
    const app = express().set('env', 'test')
    const guards = routes.map(({ options, paths }) => {
      const guard = telnyxCall(options)
      app.all([...paths], guard, async (request, response) => {
        await handle(present(request.telnyxDelivery))
        response.end()
      })
      return guard
    })
    return listen(app, guards)
  },
}

async function listen(respond: RequestListener, guards: readonly Guard[]): Promise<Parts> {
  const server = createServer(respond).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    const closed = once(server, 'close')
    server.close()
    await closed
    for (const guard of guards) await guard.drain()
  }
  return { server, guards, stop }
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the guard left nothing here')
  return value
}
