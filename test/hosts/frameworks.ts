import type { RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import { telnyxCall } from '@telnyx-call/fastify'
import express5 from 'express'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import Koa3 from 'koa'
import type { Test } from 'tap'
import { CALLBACK_PATH } from '../conformance/host.ts'
import { close, listen, readPort } from '../conformance/server.ts'
import { keys } from './calls.ts'

const require = createRequire(import.meta.url)

/** Every version of Express that there is an adapter for. 4 has no types of its own; in everything used here it looks like 5. */
export const expressVersions = {
  'Express 4': require('express4') as typeof express5,
  'Express 5': express5,
}

/** Every version of Koa that there is an adapter for. 2 has no types of its own; in everything used here it looks like 3. */
export const koaVersions = {
  'Koa 2': require('koa2') as typeof Koa3,
  'Koa 3': Koa3,
}

export const expressNames = Object.keys(expressVersions) as (keyof typeof expressVersions)[]
export const koaNames = Object.keys(koaVersions) as (keyof typeof koaVersions)[]

/** An application of Express that prints no errors. */
export function createExpressApp(version: keyof typeof expressVersions): ReturnType<typeof express5> {
  const app = expressVersions[version]()
  app.set('env', 'test')
  return app
}

/** An application of Koa that keeps its errors. */
export function createKoaApp(version: keyof typeof koaVersions): { app: Koa3; errors: Error[] } {
  const errors: Error[] = []
  const app = new koaVersions[version]()
  app.on('error', (error) => errors.push(error))
  return { app, errors }
}

/** Serves a listener until the test ends. @returns the port. */
export async function serve(t: Test, listener: RequestListener): Promise<number> {
  const { server, port } = await listen(listener)
  t.teardown(() => close(server))
  return port
}

/** What a test wants of an application of Fastify with one guarded route. */
export interface FastifyArrangement {
  /** Adds what stands around the guard. */
  readonly around?: (app: FastifyInstance) => void | Promise<void>
  readonly handler?: (request: FastifyRequest, reply: FastifyReply) => unknown
  readonly app?: FastifyInstance
}

/** Makes an application of Fastify whose route `CALLBACK_PATH` is guarded. */
export async function createFastifyApp({
  around = () => {},
  handler = async () => {},
  app = Fastify({ forceCloseConnections: true }),
}: FastifyArrangement = {}): Promise<FastifyInstance> {
  await around(app)
  await app.register(telnyxCall, { publicKey: keys.publicKey })
  app.telnyxCall(CALLBACK_PATH, handler)
  return app
}

/** Serves an application of Fastify until the test ends. @returns the port. */
export async function serveFastify(t: Test, app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  return readPort(app.server)
}
