import type { NestExpressApplication } from '@nestjs/platform-express'
import { type ReceiverOptions, type TelnyxCallMiddleware, telnyxCall } from '@telnyx-call/express'

/**
 * NestJS on Express: guards a path, so that the controller there gets `request.telnyxCall` and `request.telnyxEvent`. Nest's own 201 becomes the
 * 200 that Telnyx wants. Call it before `app.listen()`, and `await guard.drain()` after `app.close()`.
 *
 * @example
 * const app = await NestFactory.create<NestExpressApplication>(AppModule)
 * const guard = guardTelnyxPath(app, '/webhooks/telnyx', { publicKey: process.env.TELNYX_PUBLIC_KEY })
 *
 * @Post('/webhooks/telnyx')
 * handle(@Req() request: Request) {
 *   return this.calls.end(requireTelnyxCall(request))
 * }
 */
export function guardTelnyxPath(
  app: NestExpressApplication,
  path: string,
  options: ReceiverOptions,
): TelnyxCallMiddleware {
  const guard = telnyxCall(options)
  app.use(path, guard)
  return guard
}
