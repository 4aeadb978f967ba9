import type { IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import { pipeline } from 'node:stream'
import { telnyxCall } from '@telnyx-call/express'
import express5, { type ErrorRequestHandler, type RequestHandler, type Response } from 'express'
import { applyFront } from '../fronts.ts'
import {
  CALLBACK_PATH,
  type Handled,
  type HandlerBehaviour,
  type ListeningHost,
  pickParser,
  runHandler,
  type Setup,
} from '../host.ts'
import { close, listen, openStream, sendOverSocket } from '../server.ts'

// Express 4 has no types of its own; in everything used here it looks like 5.
const express4 = createRequire(import.meta.url)('express4') as typeof express5

export const expressHost: ListeningHost = {
  name: 'express',
  ownsConnection: true,
  start: (setup) => start(express5, setup),
}
export const express4Host: ListeningHost = {
  name: 'express4',
  ownsConnection: true,
  start: (setup) => start(express4, setup),
}

async function start(express: typeof express5, setup: Setup) {
  const handled: Handled[] = []
  const errors: unknown[] = []
  const recordError: ErrorRequestHandler = (error, _request, _response, next) => {
    errors.push(error)
    next(error)
  }
  const app = express()
  // Keeps Express from printing every error that a case provokes.
  app.set('env', 'test')
  if (setup.parser !== undefined) app.use(pickParser(parsers, setup.parser)(express))
  const guard = telnyxCall(setup.options)
  if (setup.isGuardedTwice) app.use(guard)
  const behind: RequestHandler = setup.parserBehind
    ? pickParser(parsers, setup.parserBehind)(express)
    : (_request, _response, next) => next()
  app.all(CALLBACK_PATH, guard, behind, (request, response, next) => {
    const { telnyxCall: call, telnyxEvent: event, telnyxDelivery: delivery, body } = request
    handled.push({ call, event, delivery, body })
    const answering = runHandler(setup, handled.length - 1, (behaviour) => answer(behaviour, response))
    // Express 4 leaves rejections to the application.
    if (express === express4) answering?.catch(next)
    return answering
  })
  app.use(recordError)
  const { server, port } = await listen(applyFront(setup.front, app))
  return { ...sendOverSocket(port), port, server, handled, errors, guard, stop: () => close(server) }
}

function answer({ status, json, texml, by }: HandlerBehaviour, response: Response): void {
  if (status !== undefined) response.status(status)
  if (by === 'raw-response') response.writeHead(200).end('written past the framework')
  else if (by !== undefined) pipeline(openStream(by), response, () => {})
  else if (texml !== undefined) response.type('text/xml').send(texml)
  else if (json === undefined) response.end()
  else response.json(json)
}

function keepBytes(request: IncomingMessage, _response: unknown, bytes: Buffer): void {
  Object.assign(request, { rawBody: bytes })
}

const FORM = 'application/x-www-form-urlencoded'

/** Body parsers in front of the guard. `text` and `raw` take other types unless they are told to take forms. */
const parsers: Readonly<Record<string, (express: typeof express5) => RequestHandler>> = {
  urlencoded: (express) => express.urlencoded({ extended: true }),
  'urlencoded.verify': (express) => express.urlencoded({ extended: true, verify: keepBytes }),
  'urlencoded.simple.verify': (express) => express.urlencoded({ extended: false, verify: keepBytes }),
  json: (express) => express.json(),
  'json.verify': (express) => express.json({ verify: keepBytes }),
  text: (express) => express.text(),
  'text.verify': (express) => express.text({ verify: keepBytes }),
  'text.of-forms': (express) => express.text({ type: FORM }),
  'text.of-forms.verify': (express) => express.text({ type: FORM, verify: keepBytes }),
  raw: (express) => express.raw(),
  'raw.verify': (express) => express.raw({ verify: keepBytes }),
  'raw.of-forms': (express) => express.raw({ type: FORM }),
  'raw.of-forms.verify': (express) => express.raw({ type: FORM, verify: keepBytes }),
}
