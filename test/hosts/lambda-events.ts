import { CALLBACK_PATH } from '../conformance/host.ts'
import type { WireRequest } from '../conformance/wire.ts'

/** What a wrapper answers to API Gateway, in both of its versions. */
export interface LambdaAnswer {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, unknown>>
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
  readonly body: string
  readonly isBase64Encoded?: boolean
}

/** A function as AWS Lambda calls it. */
export type LambdaFunction = (event: object, context: object) => Promise<LambdaAnswer>

type EventMaker = (request: WireRequest) => object

/** A request as API Gateway hands it to a function, by the version of its payload and the encoding of the body. */
export const lambdaEvents: Readonly<Record<string, EventMaker>> = {
  'payload 1.0': (request) => createVersion1(request, false),
  'payload 1.0, base64': (request) => createVersion1(request, true),
  'payload 2.0': (request) => createVersion2(request, false),
  'payload 2.0, base64': (request) => createVersion2(request, true),
}

function createVersion1({ method, headers, body }: WireRequest, isBase64Encoded: boolean): object {
  return {
    version: '1.0',
    resource: CALLBACK_PATH,
    path: CALLBACK_PATH,
    httpMethod: method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      httpMethod: method,
      path: CALLBACK_PATH,
      resourcePath: CALLBACK_PATH,
      stage: '$default',
      requestId: 'request-1',
      identity: { sourceIp: '127.0.0.1' },
    },
    body: Buffer.from(body).toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  }
}

function createVersion2({ method, headers, body }: WireRequest, isBase64Encoded: boolean): object {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: CALLBACK_PATH,
    rawQueryString: '',
    headers: Object.fromEntries(headers),
    requestContext: {
      http: { method, path: CALLBACK_PATH, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'Telnyx' },
      requestId: 'request-1',
      routeKey: '$default',
      stage: '$default',
    },
    body: Buffer.from(body).toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  }
}
