import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express'
import { type ReceiverOptions, telnyxCall } from '@telnyx-call/express'
import { CallController } from './call-controller.ts'
import { CallService } from './call-service.ts'

@Module({ controllers: [CallController], providers: [CallService] })
class CallModule {}

/** The guard goes in front of the path, and a controller handles. Nest's own 201 for a POST becomes the 200 that Telnyx wants. */
export async function createOnExpress(options: ReceiverOptions) {
  const app = await NestFactory.create<NestExpressApplication>(CallModule, new ExpressAdapter())
  const guard = telnyxCall(options)
  app.use('/webhooks/telnyx', guard)
  return { app, drain: () => guard.drain() }
}
