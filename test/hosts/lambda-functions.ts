import { createRequire } from 'node:module'
import { telnyxCall as guardExpress } from '@telnyx-call/express'
import { telnyxCall as guardKoa } from '@telnyx-call/koa'
import Fastify from 'fastify'
import { CALLBACK_PATH } from '../conformance/host.ts'
import { keys } from './calls.ts'
import {
  createExpressApp,
  createFastifyApp,
  createKoaApp,
  type expressVersions,
  type koaVersions,
} from './frameworks.ts'
import type { LambdaFunction } from './lambda-events.ts'

const require = createRequire(import.meta.url)

// All of them are CommonJS modules whose types leave out one host or another.
const wrapServerlessHttp = require('serverless-http') as (app: unknown) => LambdaFunction
const wrapVendia = require('@vendia/serverless-express') as (settings: { app: unknown }) => LambdaFunction
const wrapCodegenie = require('@codegenie/serverless-express') as typeof wrapVendia
const wrapFastify = require('@fastify/aws-lambda') as (app: unknown) => LambdaFunction

/** What the handler of the callback's route does: it works, then fails or not. */
type Work = () => Promise<void>

/** Makes a function with a guarded route for the callback. */
export type FunctionMaker = (work: Work) => Promise<LambdaFunction>

const createExpress = (version: keyof typeof expressVersions) => (work: Work) => {
  const app = createExpressApp(version)
  app.all(CALLBACK_PATH, guardExpress({ publicKey: keys.publicKey }), (_request, response, next) => {
    work().then(() => response.status(202).json({ handled: true }), next)
  })
  return app
}

const createKoa = (version: keyof typeof koaVersions) => (work: Work) => {
  const { app } = createKoaApp(version)
  app.use(guardKoa({ publicKey: keys.publicKey }))
  app.use(async (ctx) => {
    await work()
    ctx.status = 202
    ctx.body = { handled: true }
  })
  return app
}

const createFastify = async (work: Work) => {
  const handler = async () => {
    await work()
    return { handled: true }
  }
  return createFastifyApp({ app: Fastify(), handler })
}

/** H6. */
export const serverlessHttpFunctions: Readonly<Record<string, FunctionMaker>> = {
  'Express 4': async (work) => wrapServerlessHttp(createExpress('Express 4')(work)),
  'Express 5': async (work) => wrapServerlessHttp(createExpress('Express 5')(work)),
  'Koa 2': async (work) => wrapServerlessHttp(createKoa('Koa 2')(work)),
  'Koa 3': async (work) => wrapServerlessHttp(createKoa('Koa 3')(work)),
  Fastify: async (work) => wrapServerlessHttp(await createFastify(work)),
}

/** H7. */
export const vendiaFunctions: Readonly<Record<string, FunctionMaker>> = {
  'Express 4': async (work) => wrapVendia({ app: createExpress('Express 4')(work) }),
  'Express 5': async (work) => wrapVendia({ app: createExpress('Express 5')(work) }),
  'Koa 2': async (work) => wrapVendia({ app: createKoa('Koa 2')(work) }),
  'Koa 3': async (work) => wrapVendia({ app: createKoa('Koa 3')(work) }),
}

export const codegenieFunctions: Readonly<Record<string, FunctionMaker>> = {
  'Express 4': async (work) => wrapCodegenie({ app: createExpress('Express 4')(work) }),
  'Express 5': async (work) => wrapCodegenie({ app: createExpress('Express 5')(work) }),
  'Koa 2': async (work) => wrapCodegenie({ app: createKoa('Koa 2')(work) }),
  'Koa 3': async (work) => wrapCodegenie({ app: createKoa('Koa 3')(work) }),
}

export const fastifyLambdaFunctions: Readonly<Record<string, FunctionMaker>> = {
  Fastify: async (work) => wrapFastify(await createFastify(work)),
}
