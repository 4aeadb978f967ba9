import { All, Controller, Inject, Req } from '@nestjs/common'
import { requireTelnyxCall } from '@telnyx-call/express'
import type { Request } from 'express'
import { CallService } from './call-service.ts'

/** For Nest on Express. The guard in front of the path has verified the request, and refused what is not a signed POST. */
@Controller('/webhooks/telnyx')
export class CallController {
  // The token is named because tsx emits no metadata of types; with the Nest CLI it can be left out.
  constructor(@Inject(CallService) private readonly calls: CallService) {}

  @All()
  handle(@Req() request: Request): Promise<void> {
    return this.calls.end(requireTelnyxCall(request))
  }
}
