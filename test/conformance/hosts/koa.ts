import { createRequire } from 'node:module'
import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import { telnyxCall } from '@telnyx-call/koa'
import Koa3, { type Context, type Middleware } from 'koa'
import { koaBody } from 'koa-body'
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
import { close, listen, openStream, sendOverSocket } from '../server.ts'

const require = createRequire(import.meta.url)
// It has no types of its own.
const koaBodyparser = require('koa-bodyparser') as (options?: object) => Middleware

// Koa 2 neither; in everything used here it looks like 3.
const Koa2 = require('koa2') as typeof Koa3

export const koaHost: ListeningHost = {
  name: 'koa',
  ownsConnection: true,
  start: (setup) => start(Koa3, setup),
}
export const koa2Host: ListeningHost = {
  name: 'koa2',
  ownsConnection: true,
  start: (setup) => start(Koa2, setup),
}

async function start(Koa: typeof Koa3, setup: Setup) {
  const handled: Handled[] = []
  const errors: unknown[] = []
  const app = new Koa()
  app.on('error', (error) => errors.push(error))
  if (setup.parser !== undefined) app.use(pickParser(parsers, setup.parser)())
  const router = new Router()
  const guard = telnyxCall(setup.options)
  if (setup.isGuardedTwice) app.use(guard)
  const behind = setup.parserBehind && pickParser(parsers, setup.parserBehind)()
  router.all(CALLBACK_PATH, guard, behind || ((_ctx, next) => next()), (ctx) => {
    const { telnyxCall: call, telnyxEvent: event, telnyxDelivery: delivery } = ctx.request
    const body = 'body' in ctx.request ? ctx.request.body : undefined
    handled.push({ call, event, delivery, body })
    return runHandler(setup, handled.length - 1, (behaviour) => answer(behaviour, ctx))
  })
  app.use(router.routes())
  const { server, port } = await listen(applyFront(setup.front, app.callback()))
  return { ...sendOverSocket(port), port, server, handled, errors, guard, stop: () => close(server) }
}

function answer({ status, json, texml, by }: HandlerBehaviour, ctx: Context): void {
  if (status !== undefined) ctx.status = status
  if (json !== undefined) ctx.body = json
  if (texml !== undefined) {
    ctx.type = 'text/xml'
    ctx.body = texml
  }
  if (by === 'raw-response') {
    ctx.respond = false
    ctx.res.writeHead(200).end('written past the framework')
  } else if (by !== undefined) {
    ctx.body = openStream(by)
  }
}

/** Middleware in front of the guard. The first two body parsers keep the text of a form without being asked. */
const parsers: Readonly<Record<string, () => Middleware>> = {
  '@koa/bodyparser': () => bodyParser(),
  'upstream.fails-afterwards': () => async (ctx, next) => {
    await next()
    if (ctx.get('x-upstream') === 'fails') throw new Error(HANDLER_FAILURE)
  },
  '@koa/bodyparser.patch-node': () => bodyParser({ patchNode: true }),
  '@koa/bodyparser.json-only': () => bodyParser({ enableTypes: ['json'] }),
  'koa-bodyparser': () => koaBodyparser(),
  'koa-bodyparser.json-only': () => koaBodyparser({ enableTypes: ['json'] }),
  'koa-body': () => koaBody(),
  'koa-body.include-unparsed': () => koaBody({ includeUnparsed: true }),
  'koa-body.no-forms': () => koaBody({ urlencoded: false }),
}
