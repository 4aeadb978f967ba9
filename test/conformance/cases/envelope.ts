import assert from 'node:assert/strict'
import { sampleCall } from '@telnyx-call/testing'
import type { ConformanceCase } from '../case.ts'
import { accepted, refused } from '../expectations.ts'
import { CALLBACK_PATH } from '../host.ts'
import { repeatHeader, sending, signed } from '../requests.ts'

const FORM = 'application/x-www-form-urlencoded'

const methods: ConformanceCase[] = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => ({
  id: `method.${method.toLowerCase()}`,
  request: (keys) => ({ ...signed(keys), method, body: Buffer.alloc(0), framing: 'none' }),
  expect: refused('method_not_allowed', ...(method === 'HEAD' ? [] : ['POST', 'query'])),
}))

const foreignTypes: ConformanceCase[] = (
  [
    ['json', 'application/json', '{"data":{"event_type":"call.hangup"}}'],
    ['multipart', 'multipart/form-data; boundary=x', '--x\r\n\r\n--x--\r\n'],
    ['text', 'text/plain', 'CallStatus=completed'],
    ['empty', '', 'CallStatus=completed'],
    ['longer-name', `${FORM}-2`, 'CallStatus=completed'],
    ['second-in-list', `text/plain, ${FORM}`, 'CallStatus=completed'],
    ['in-parameter', `text/plain; type=${FORM}`, 'CallStatus=completed'],
  ] as const
).map(([name, contentType, body]) => ({
  id: `content-type.${name}`,
  request: sending({ body, headers: { 'content-type': contentType } }),
  expect: refused('unsupported_media_type'),
}))

const formTypes: ConformanceCase[] = (
  [
    ['charset', `${FORM}; charset=utf-8`],
    ['charset-unknown', `${FORM};charset=klingon`],
    ['upper-case', 'Application/X-WWW-Form-URLEncoded'],
    ['space-before-parameter', `${FORM} ; charset=UTF-8`],
    ['bare-semicolon', `${FORM};`],
  ] as const
).map(([name, contentType]) => ({
  id: `content-type.${name}`,
  request: sending({ headers: { 'content-type': contentType } }),
  expect: accepted(),
}))

const encodings: ConformanceCase[] = ['gzip', 'deflate', 'br', 'identity, gzip'].map((encoding) => ({
  id: `content-encoding.${encoding.replace(', ', '-then-')}`,
  request: sending({ headers: { 'content-encoding': encoding } }),
  expect: refused('unsupported_content_encoding'),
}))

export const envelopeCases: readonly ConformanceCase[] = [
  ...methods,
  {
    id: 'method.get.fields-in-query',
    why: 'StatusCallbackMethod may be GET: then the fields are where no signature covers them.',
    request: (keys) => ({
      ...signed(keys, { body: '' }),
      method: 'GET',
      path: `${CALLBACK_PATH}?${new URLSearchParams(sampleCall())}`,
      framing: 'none',
    }),
    expect: {
      ...refused('method_not_allowed', 'query'),
      checkAnswer: (answer) => assert.match(answer.body.toString(), /StatusCallbackMethod/),
    },
  },
  {
    id: 'method.post.query-ignored',
    request: (keys) => ({ ...signed(keys), path: `${CALLBACK_PATH}?CallStatus=failed` }),
    expect: accepted(({ call }) => assert.equal(call?.CallStatus, 'completed')),
  },
  {
    id: 'method.put.with-a-body',
    request: (keys) => ({ ...signed(keys), method: 'PUT' }),
    expect: refused('method_not_allowed'),
  },
  ...foreignTypes,
  {
    id: 'content-type.none',
    request: sending({ headers: { 'content-type': undefined } }),
    expect: refused('unsupported_media_type'),
  },
  ...formTypes,
  {
    id: 'content-type.repeated',
    needs: ['node-http'],
    request: (keys) => repeatHeader(signed(keys), 'content-type'),
    expect: accepted(),
    why: 'Node keeps the first of two content types.',
  },
  ...encodings,
  {
    id: 'content-encoding.identity',
    request: sending({ headers: { 'content-encoding': 'Identity' } }),
    expect: accepted(),
  },
]
