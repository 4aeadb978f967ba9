import { http } from '@google-cloud/functions-framework'
import { telnyxCall } from '@telnyx-call/express'

// Made once for each instance of the function, so that an instance remembers what it has handled.
const guard = telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY })

http('telnyx', (request, response) => {
  guard(request, response, async (error) => {
    try {
      if (error) throw error
      await handleCall(request.telnyxCall)
      response.end()
    } catch (reason) {
      console.error(reason)
      response.sendStatus(500) // Telnyx sends the event again
    }
  })
})

async function handleCall(call) {
  console.log(JSON.stringify({ handled: call }))
}
