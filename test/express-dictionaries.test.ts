import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { telnyxCall } from '@telnyx-call/express'
import { createTestKeys, signedRequest } from '@telnyx-call/testing'
import express, { type Request, type Response } from 'express'
import t, { type Test } from 'tap'

setFlagsFromString('--allow-natives-syntax')
const isDictionary = new Function('object', 'return !%HasFastProperties(object)') as (
  value: object,
) => boolean

const keys = createTestKeys()

async function post(t: Test, listener: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  return fetch(`http://127.0.0.1:${port}`, signedRequest({ keys }))
}

/** Newer ones have no need of it. */
const hasClassEach = Number.parseInt(process.versions.v8, 10) < 13

t.test('behind the guard, Express has dictionaries with the same properties', async (t) => {
  const own: string[][] = []
  const noteOwn = (request: Request, response: Response) =>
    own.push([...Object.keys(request), ...Object.keys(response)].filter((name) => !name.startsWith('telnyx')))
  const app = express()
  app.post(
    '/',
    (request, response, next) => {
      t.notOk(isDictionary(request) || isDictionary(response))
      noteOwn(request, response)
      next()
    },
    telnyxCall({ publicKey: keys.publicKey }),
    (request, response) => {
      t.equal(isDictionary(request) && isDictionary(response), hasClassEach)
      t.ok(request.res === response && response.req === request)
      noteOwn(request, response)
      response.end()
    },
  )
  t.equal((await post(t, app)).status, 200)
  const [before, behind] = own
  t.strictSame(behind?.toSorted(), [...(before ?? []), 'writeHead'].toSorted())
})

t.test('what Express has not touched stays as it is', async (t) => {
  const guard = telnyxCall({ publicKey: keys.publicKey })
  const response = await post(t, (request, response) => {
    guard(request, response, () => {
      t.notOk(isDictionary(request) || isDictionary(response))
      response.end()
    })
  })
  t.equal(response.status, 200)
})
