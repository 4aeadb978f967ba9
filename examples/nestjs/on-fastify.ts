import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { type ReceiverOptions, requireTelnyxCall, telnyxCall } from '@telnyx-call/fastify'
import type { FastifyInstance } from 'fastify'
import { CallService } from './call-service.ts'

@Module({ providers: [CallService] })
class CallModule {}

/** The guarded route is defined on Fastify itself, since a controller's route would have no guard. A provider handles. */
export async function createOnFastify(options: ReceiverOptions) {
  const app = await NestFactory.create<NestFastifyApplication>(CallModule, new FastifyAdapter())
  const calls = app.get(CallService)
  // Nest may have a copy of Fastify of its own; the instances are alike.
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance
  await fastify.register(telnyxCall, options)
  fastify.telnyxCall('/webhooks/telnyx', (request) => calls.end(requireTelnyxCall(request)))
  return { app, drain: () => fastify.telnyxCall.drain() }
}
