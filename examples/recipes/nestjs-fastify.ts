import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { type ReceiverOptions, type TelnyxCallRequest, telnyxCall } from '@telnyx-call/fastify'
import type { FastifyInstance } from 'fastify'

/**
 * NestJS on Fastify: defines the guarded route on Fastify itself, since a controller's route would have no guard, and hands each request to a
 * provider. Call it before `app.listen()`; `app.close()` waits for the deliveries.
 *
 * @example
 * const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter())
 * await routeTelnyxEvents(app, '/webhooks/telnyx', { publicKey: process.env.TELNYX_PUBLIC_KEY }, (request) =>
 *   app.get(CallService).end(requireTelnyxCall(request)),
 * )
 */
export async function routeTelnyxEvents(
  app: NestFastifyApplication,
  path: string,
  options: ReceiverOptions,
  handle: (request: TelnyxCallRequest) => unknown,
): Promise<void> {
  // Nest may have a copy of Fastify of its own; the instances are alike.
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance
  await fastify.register(telnyxCall, options)
  fastify.telnyxCall(path, async (request) => handle(request))
}
