import 'reflect-metadata'
import { Body, Controller, type LoggerService, Module, Post, Req, type Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { telnyxCall as guardExpress } from '@telnyx-call/express'
import t, { type Test } from 'tap'
import { CALLBACK_PATH } from '../conformance/host.ts'
import { exchange } from '../conformance/wire.ts'
import { keys, nameCall, postCall } from './calls.ts'
import { readOutcomes, watched } from './exchange-watch.ts'

t.setTimeout(60_000)

/** What the controller was given. */
interface Handled {
  readonly callSid: string | undefined
  readonly body: unknown
}

/** A module with a route for the callback. The decorators are applied by hand: the test runner knows no decorators. */
function createModule(handled: Handled[]): Type {
  class CallbackController {
    handle(request: Express.Request, body: unknown): void {
      handled.push({ callSid: request.telnyxCall?.CallSid, body })
    }
  }
  const prototype = CallbackController.prototype
  Req()(prototype, 'handle', 0)
  Body()(prototype, 'handle', 1)
  Post(CALLBACK_PATH)(prototype, 'handle', Object.getOwnPropertyDescriptor(prototype, 'handle') ?? {})
  Controller()(CallbackController)
  class CallbackModule {}
  Module({ controllers: [CallbackController] })(CallbackModule)
  return CallbackModule
}

/** A logger that keeps the errors. */
function createLogger(errors: string[]): LoggerService {
  const keep = (...parts: unknown[]) => void errors.push(parts.map(String).join(' '))
  return { log: () => {}, warn: () => {}, error: keep, fatal: keep }
}

async function listen(t: Test, app: NestFastifyApplication | NestExpressApplication): Promise<number> {
  await app.listen(0, '127.0.0.1')
  t.teardown(() => app.close())
  return Number(new URL(await app.getUrl()).port)
}

t.test(
  'H12 NestJS on Fastify, the guard of Express by app.use',
  watched(async (t, watch) => {
    const handled: Handled[] = []
    const errors: string[] = []
    const logger = createLogger(errors)
    const adapter = new FastifyAdapter({ forceCloseConnections: true })
    const app = await NestFactory.create<NestFastifyApplication>(createModule(handled), adapter, { logger })
    app.use(CALLBACK_PATH, guardExpress({ publicKey: keys.publicKey }))
    const port = await listen(t, app)
    t.equal((await exchange(port, postCall())).status, 500)
    t.match(errors.join('\n'), /@telnyx-call\/fastify/, 'says what to use instead')
    t.strictSame(handled, [])
    t.equal((await readOutcomes(watch)).includes('handled'), false)
  }),
)

t.test(
  'H12 NestJS on Express, the guard of Express by app.use',
  watched(async (t, watch) => {
    const handled: Handled[] = []
    const errors: string[] = []
    const logger = createLogger(errors)
    const app = await NestFactory.create<NestExpressApplication>(
      createModule(handled),
      new ExpressAdapter(),
      { logger, forceCloseConnections: true },
    )
    app.use(CALLBACK_PATH, guardExpress({ publicKey: keys.publicKey }))
    const port = await listen(t, app)
    const fields = nameCall('one-call')
    t.equal((await exchange(port, postCall({ fields }))).status, 200)
    t.equal((await exchange(port, postCall({ fields }))).status, 200)
    t.match(handled, [{ callSid: 'one-call', body: fields }])
    t.equal(handled.length, 1)
    t.strictSame(errors, [])
    t.strictSame(await readOutcomes(watch), ['handled'])
  }),
)
