import type { SignedRequest } from '@telnyx-call/testing'
import type { LambdaFunctionURLEvent } from 'aws-lambda'

/** The event that AWS makes of a request to a function URL (payload format 2.0), with all that one carries. */
export function createFunctionUrlEvent(
  {
    method,
    headers,
    body,
  }: Pick<SignedRequest, 'headers'> & { readonly method: string; readonly body?: string },
  encoding: 'base64' | 'utf8',
): LambdaFunctionURLEvent {
  const domainName = 'abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws'
  const now = new Date()
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/webhooks/telnyx',
    rawQueryString: '',
    headers: {
      ...headers,
      'content-length': String(Buffer.byteLength(body ?? '')),
      host: domainName,
      'user-agent': 'telnyx-webhooks',
      'x-amzn-trace-id': 'Root=1-65a50f4e-0123456789abcdef01234567',
      'x-forwarded-for': '192.0.2.10',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'abcdefghijklmnopqrstuvwxyz012345',
      domainName,
      domainPrefix: 'abcdefghijklmnopqrstuvwxyz012345',
      http: {
        method,
        path: '/webhooks/telnyx',
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.10',
        userAgent: 'telnyx-webhooks',
      },
      requestId: crypto.randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(body === undefined ? {} : { body: Buffer.from(body).toString(encoding) }),
    isBase64Encoded: body !== undefined && encoding === 'base64',
  }
}
