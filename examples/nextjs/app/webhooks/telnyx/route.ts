import { telnyxCall } from '@telnyx-call/fetch'

// The options are made with the first request: `next build` loads this file too, and has no key.
const receiveCall = telnyxCall(
  () => ({ publicKey: process.env.TELNYX_PUBLIC_KEY }),
  ({ call }) => {
    console.log(JSON.stringify({ handled: call }))
  },
)

// GET as well, so that a callback that is set to the wrong method gets a response that says so.
export { receiveCall as GET, receiveCall as POST }
