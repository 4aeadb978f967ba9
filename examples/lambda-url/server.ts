/** Stands in for AWS on your own machine: one instance of the function behind a URL. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { LambdaFunctionURLEvent } from 'aws-lambda'
import { handler } from './handler.ts'

/** The parts of an event that the handler reads, as a function URL makes them of a form. */
async function createEvent(request: IncomingMessage): Promise<LambdaFunctionURLEvent> {
  const body = await buffer(request)
  return {
    version: '2.0',
    rawPath: request.url,
    headers: request.headers,
    requestContext: { domainName: request.headers.host, http: { method: request.method } },
    ...(body.length > 0 ? { body: body.toString('base64') } : {}),
    isBase64Encoded: body.length > 0,
  } as unknown as LambdaFunctionURLEvent
}

const server = createServer(async (request, response) => {
  try {
    const result = await handler(await createEvent(request))
    response.writeHead(result.statusCode ?? 200, result.headers as Record<string, string>).end(result.body)
  } catch (error) {
    console.error(error)
    response.writeHead(502).end()
  }
})

server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
