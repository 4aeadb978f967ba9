import { Injectable } from '@nestjs/common'
import type { TelnyxCall } from '@telnyx-call/express'

@Injectable()
export class CallService {
  async end(call: TelnyxCall): Promise<void> {
    console.log(JSON.stringify({ handled: call }))
  }
}
