import { STATUS_CODES } from 'node:http'
import type { RawHeaders } from '../raw-request.ts'
import { dropSecretHeaders, findHeader, type HeldDelivery } from './held-delivery.ts'
import { isText } from './text-bytes.ts'

/**
 * Deliveries as HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/). Headers that authorize are left out. A body that is not valid UTF-8 is base64,
 * with `encoding` beside it, as HAR has it for answers. It is
 * written piece by piece, since all of them can be large.
 *
 * @param receiverUrl - where the paths were asked for
 */
export function* writeHar(
  deliveries: readonly HeldDelivery[],
  receiverUrl: string,
  version: string,
): Generator<string> {
  yield `{"log":{"version":"1.2","creator":${JSON.stringify({ name: 'telnyx-call', version })},"entries":[`
  for (const [index, delivery] of deliveries.entries()) {
    yield `${index > 0 ? ',' : ''}${JSON.stringify(createEntry(delivery, receiverUrl))}`
  }
  yield ']}}'
}

function createEntry(delivery: HeldDelivery, receiverUrl: string) {
  const { request, summary, answer } = delivery
  const time = summary.answerMs ?? 0
  return {
    startedDateTime: request.receivedAt.toISOString(),
    time,
    request: createRequest(delivery, receiverUrl),
    response: createResponse(summary.status ?? 0, answer?.headers ?? [], answer?.bodyBase64 ?? ''),
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    comment: summary.code ?? summary.outcome,
  }
}

function createRequest({ request: { method, path, headers, body } }: HeldDelivery, receiverUrl: string) {
  const url = new URL(receiverUrl).origin + path
  return {
    method,
    url,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: listHeaders(headers),
    queryString: [...new URLSearchParams(path.split('?').slice(1).join('?'))].map(([name, value]) => ({
      name,
      value,
    })),
    ...(body.byteLength > 0 && {
      postData: { mimeType: findHeader(headers, 'content-type') ?? '', ...encodeBody(body) },
    }),
    headersSize: -1,
    bodySize: body.byteLength,
  }
}

function createResponse(status: number, headers: RawHeaders, bodyBase64: string) {
  const body = Buffer.from(bodyBase64, 'base64')
  return {
    status,
    statusText: STATUS_CODES[status] ?? '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: listHeaders(headers),
    content: {
      size: body.byteLength,
      mimeType: findHeader(headers, 'content-type') ?? '',
      ...encodeBody(body),
    },
    redirectURL: '',
    headersSize: -1,
    bodySize: body.byteLength,
  }
}

function listHeaders(headers: RawHeaders) {
  return dropSecretHeaders(headers).map(([name, value]) => ({ name, value }))
}

function encodeBody(body: Uint8Array) {
  const bytes = Buffer.from(body)
  return isText(bytes)
    ? { text: bytes.toString('utf8') }
    : { text: bytes.toString('base64'), encoding: 'base64' }
}
