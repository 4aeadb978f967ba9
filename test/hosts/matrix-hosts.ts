import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { telnyxCall as guardExpress, type ReceiverOptions, RefusalError } from '@telnyx-call/express'
import { telnyxCall as guardFastify } from '@telnyx-call/fastify'
import { telnyxCall as guardKoa } from '@telnyx-call/koa'
import type { ErrorRequestHandler } from 'express'
import Fastify from 'fastify'
import type { Middleware } from 'koa'
import { CALLBACK_PATH } from '../conformance/host.ts'
import type { Bend } from './bent-responses.ts'
import { createExpressApp, createKoaApp, type expressVersions, type koaVersions } from './frameworks.ts'

/** What an application of the matrix is made of. */
interface MatrixSetup {
  readonly options: ReceiverOptions
  readonly bend: Bend
  /** Notes that the handler runs, and throws where it has to fail. */
  readonly run: () => void
  readonly isHijacked: boolean
  readonly isHttp2: boolean
  /** Whether the application answers errors itself. */
  readonly isErrorHandled: boolean
}

/** An application with one guarded route. */
interface MatrixHost {
  readonly server: Server
  close(): Promise<void>
}

export type MatrixHostMaker = (setup: MatrixSetup) => Promise<MatrixHost>

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

/** Bends each response before the framework sees it. */
function createBendingServer({ bend, isHttp2 }: MatrixSetup, listener: Listener): Server {
  const bendingListener: Listener = (request, response) => {
    bend(request, response)
    return listener(request, response)
  }
  // In everything used here a server of HTTP/2 looks like one of HTTP/1.
  if (isHttp2) return createHttp2Server(bendingListener as never) as unknown as Server
  return createServer(bendingListener)
}

function hold(server: Server): MatrixHost {
  return { server, close: async () => void server.close() }
}

const startExpress = (version: keyof typeof expressVersions): MatrixHostMaker => {
  return async (setup) => {
    const app = createExpressApp(version)
    // Express 5 would set it on a response that was answered before.
    app.disable('x-powered-by')
    app.all(CALLBACK_PATH, guardExpress(setup.options), (_request, response) => {
      setup.run()
      if (setup.isHijacked) {
        response.writeHead(202)
        response.end('past the framework')
      } else {
        response.status(202).json({ handled: true })
      }
    })
    const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
      response.status(error.statusCode ?? 500).end()
    }
    if (setup.isErrorHandled) app.use(answerError)
    return hold(createBendingServer(setup, app))
  }
}

const startKoa = (version: keyof typeof koaVersions): MatrixHostMaker => {
  return async (setup) => {
    const { app } = createKoaApp(version)
    if (setup.isErrorHandled) app.use(answerError)
    app.use(guardKoa(setup.options))
    app.use((ctx) => {
      setup.run()
      ctx.status = 202
      ctx.body = { handled: true }
      if (!setup.isHijacked) return
      ctx.respond = false
      ctx.res.writeHead(202)
      ctx.res.end('past the framework')
    })
    return hold(createBendingServer(setup, app.callback() as Listener))
  }
}

const answerError: Middleware = async (ctx, next) => {
  try {
    await next()
  } catch (error) {
    ctx.status = error instanceof RefusalError ? error.statusCode : 500
  }
}

const startFastify: MatrixHostMaker = async (setup) => {
  const app = Fastify({ serverFactory: (listener) => createBendingServer(setup, listener as Listener) })
  await app.register(guardFastify, setup.options)
  app.telnyxCall(CALLBACK_PATH, async (_request, reply) => {
    setup.run()
    reply.code(202)
    if (!setup.isHijacked) return { handled: true }
    reply.hijack()
    reply.raw.writeHead(202)
    reply.raw.end('past the framework')
    return undefined
  })
  await app.ready()
  const { server } = app
  // It closes what it listens on itself.
  const close = async () => {
    await app.close()
    server.close()
  }
  return { server, close }
}

/** Express does not run over HTTP/2. */
export const http1Hosts: Readonly<Record<string, MatrixHostMaker>> = {
  'Express 4': startExpress('Express 4'),
  'Express 5': startExpress('Express 5'),
}

export const http2Hosts: Readonly<Record<string, MatrixHostMaker>> = {
  'Koa 2': startKoa('Koa 2'),
  'Koa 3': startKoa('Koa 3'),
  Fastify: startFastify,
}
