import { once } from 'node:events'
import { type ClientHttp2Session, connect } from 'node:http2'
import { CALLBACK_PATH } from '../conformance/host.ts'
import type { WireRequest } from '../conformance/wire.ts'

/** Where to stop in the middle of a body: for how long, or for good. */
export interface BodyBreak {
  readonly afterBytes: number
  readonly pauseMs: number | 'abort'
}

/** Opens a session of HTTP/2. */
export async function openHttp2(port: number): Promise<ClientHttp2Session> {
  const session = connect(`http://127.0.0.1:${port}`)
  session.on('error', () => {})
  await once(session, 'connect')
  return session
}

/** Posts a request. @returns the status of the answer; `undefined` where the stream ended without one. */
export async function postByHttp2(
  session: ClientHttp2Session,
  { headers, body }: WireRequest,
  bodyBreak?: BodyBreak,
): Promise<number | undefined> {
  const stream = session.request({
    ':method': 'POST',
    ':path': CALLBACK_PATH,
    ...Object.fromEntries(headers),
  })
  stream.on('error', () => {})
  stream.resume()
  const answered = new Promise<number | undefined>((resolve) => {
    stream.once('response', (answer) => resolve(answer[':status']))
    stream.once('close', () => resolve(undefined))
  })
  if (bodyBreak === undefined) {
    stream.end(body)
    return answered
  }
  stream.write(body.subarray(0, bodyBreak.afterBytes))
  if (bodyBreak.pauseMs === 'abort') setTimeout(() => stream.destroy(), 20)
  else setTimeout(() => stream.end(body.subarray(bodyBreak.afterBytes)), bodyBreak.pauseMs)
  return answered
}
