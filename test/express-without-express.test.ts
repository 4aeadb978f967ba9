import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TelnyxCallMiddleware, telnyxCall } from '@telnyx-call/express'
import { createTestKeys, signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'

const keys = createTestKeys()

type Next = Parameters<TelnyxCallMiddleware>[2]
type Exchange = Parameters<TelnyxCallMiddleware>

/** Mounts the guard on node:http alone, or on any router of connect's kind. */
async function listen(
  t: Test,
  guard: TelnyxCallMiddleware,
  next: (...exchange: Exchange) => Next,
): Promise<string> {
  const server = createServer((request, response) => {
    guard(
      request,
      response,
      next(request, response, () => {}),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('the middleware needs nothing of Express', async (t) => {
  const guard = telnyxCall({ publicKey: keys.publicKey })
  const url = await listen(t, guard, (request, response) => (error) => {
    response.statusCode = error === undefined ? 200 : 500
    response.end(request.telnyxCall?.CallStatus)
  })
  const response = await fetch(url, signedRequest({ keys }))
  t.equal(await response.text(), 'completed')
  const forged = await fetch(url, signedRequest({ keys: createTestKeys() }))
  t.equal(forged.status, 403)
})

t.test('what next throws comes back as its error, and the delivery has failed', async (t) => {
  const failures: unknown[] = []
  const guard = telnyxCall({
    publicKey: keys.publicKey,
    onFailed: (_, { error }) => void failures.push(error),
  })
  const mistake = new Error('a mistake in the handler')
  const url = await listen(t, guard, (_request, response) => (error) => {
    if (error === undefined) throw mistake
    response.writeHead(500).end()
  })
  t.equal((await fetch(url, signedRequest({ keys }))).status, 500)
  t.strictSame(failures, [mistake])
  t.equal(guard.pending, 0)
})

t.test('a next that throws whatever it gets ends the connection, and not the process', async (t) => {
  const guard = telnyxCall({ publicKey: keys.publicKey })
  const url = await listen(t, guard, () => () => {
    throw new Error('a mistake in the router')
  })
  await t.rejects(fetch(url, signedRequest({ keys })), { cause: { code: /UND_ERR_SOCKET|ECONNRESET/ } })
  t.equal(guard.pending, 0)
})
