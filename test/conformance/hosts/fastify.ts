import { createServer } from 'node:http'
import { PassThrough, pipeline } from 'node:stream'
import formbody from '@fastify/formbody'
import { telnyxCall } from '@telnyx-call/fastify'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import rawBody from 'fastify-raw-body'
import { applyFront } from '../fronts.ts'
import {
  CALLBACK_PATH,
  HANDLER_FAILURE,
  type Handled,
  type HandlerBehaviour,
  type ListeningHost,
  pickParser,
  runHandler,
  type Setup,
} from '../host.ts'
import { openStream, readPort, sendOverSocket } from '../server.ts'

/** The host with another version of Fastify. */
export function createFastifyHost(createApp: typeof Fastify): ListeningHost {
  return { name: 'fastify', ownsConnection: true, start: (setup) => start(createApp, setup) }
}

export const fastifyHost: ListeningHost = createFastifyHost(Fastify)

async function start(createApp: typeof Fastify, setup: Setup) {
  const handled: Handled[] = []
  const errors: unknown[] = []
  const app = createApp({
    forceCloseConnections: true,
    serverFactory: (listener) => createServer(applyFront(setup.front, listener)),
  })
  app.addHook('onError', async (_request, _reply, error) => {
    errors.push(error)
  })
  const guard = async () => {
    await app.register(telnyxCall, setup.options)
  }
  await (setup.parser === undefined ? guard() : pickParser(parsers, setup.parser)(app, guard))
  app.telnyxCall(CALLBACK_PATH, (request, reply) => {
    handled.push({
      call: request.telnyxCall ?? undefined,
      event: request.telnyxEvent ?? undefined,
      delivery: request.telnyxDelivery ?? undefined,
      body: request.body,
    })
    return runHandler(setup, handled.length - 1, (behaviour) => answer(behaviour, reply))
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { server } = app
  const port = readPort(server)
  return {
    ...sendOverSocket(port),
    port,
    server,
    handled,
    errors,
    guard: app.telnyxCall,
    stop: () => app.close(),
  }
}

async function answer({ status, json, texml, by }: HandlerBehaviour, reply: FastifyReply): Promise<unknown> {
  if (status !== undefined) reply.code(status)
  if (by === 'raw-response') {
    reply.hijack()
    reply.raw.end('written past the framework')
  } else if (by !== undefined) {
    return reply.send(openStream(by))
  }
  if (texml !== undefined) return reply.type('text/xml').send(texml)
  return json
}

/** Body parsers around the guard: each says when the guard is registered. */
const parsers: Readonly<Record<string, (app: FastifyInstance, guard: () => Promise<void>) => Promise<void>>> =
  {
    'formbody.before': async (app, guard) => {
      await app.register(formbody)
      await guard()
    },
    'formbody.after': async (app, guard) => {
      await guard()
      await app.register(formbody)
    },
    'raw-body.before': async (app, guard) => {
      await app.register(rawBody)
      await guard()
    },
    'raw-body.after': async (app, guard) => {
      await guard()
      await app.register(rawBody)
    },
    'raw-body.run-first': async (app, guard) => {
      await app.register(rawBody, { runFirst: true })
      await guard()
    },
    'raw-body.bytes': async (app, guard) => {
      await app.register(rawBody, { encoding: false })
      await guard()
    },
    'raw-body.and-formbody': async (app, guard) => {
      await app.register(formbody)
      await app.register(rawBody)
      await guard()
    },
    'hook.reads-the-body': async (app, guard) => {
      app.addHook('onRequest', async (request) => {
        await request.raw.toArray()
      })
      await guard()
    },
    'hook.fails-on-send': async (app, guard) => {
      await guard()
      app.addHook('onSend', async ({ raw }, { statusCode }) => {
        if (statusCode === 200 && raw.headers['x-upstream'] === 'fails') throw new Error(HANDLER_FAILURE)
      })
    },
    'hook.passes-on-a-pipeline': async (app, guard) => {
      app.addHook('preParsing', async (_request, _reply, payload) =>
        pipeline(payload, new PassThrough(), () => {}),
      )
      await guard()
    },
    'hook.passes-on-a-stream': async (app, guard) => {
      app.addHook('preParsing', async (_request, _reply, payload) => payload.pipe(new PassThrough()))
      await guard()
    },
  }
