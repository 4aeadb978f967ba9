import { telnyxCall } from '@telnyx-call/fetch'
import type { APIGatewayProxyStructuredResultV2, LambdaFunctionURLEvent } from 'aws-lambda'

// Made once for each instance of the function, so that an instance remembers what it has handled.
const receiveCall = telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY }, ({ call }) => {
  console.log(JSON.stringify({ handled: call }))
})

export async function handler(event: LambdaFunctionURLEvent): Promise<APIGatewayProxyStructuredResultV2> {
  const response = await receiveCall(toRequest(event))
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  }
}

/** The signature covers the exact bytes of the body, which Lambda hands over as text or in base64. */
function toRequest({
  rawPath,
  headers,
  body,
  isBase64Encoded,
  requestContext,
}: LambdaFunctionURLEvent): Request {
  return new Request(`https://${requestContext.domainName}${rawPath}`, {
    method: requestContext.http.method,
    headers: headers as Record<string, string>,
    ...(body === undefined ? {} : { body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') }),
  })
}
