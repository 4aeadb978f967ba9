import { PassThrough } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { Connection, type WireRequest } from '../conformance/wire.ts'
import { postCall, SIGNATURE_HEADER } from './calls.ts'
import { readOutcomes, watched } from './exchange-watch.ts'
import { createFastifyApp, serveFastify } from './frameworks.ts'

t.setTimeout(60_000)

/** Streams that an application's own hooks put in front of the body. */
const hooks = {
  gunzip: (app: FastifyInstance) => {
    app.addHook('preParsing', async (request, _reply, payload) =>
      request.headers['content-encoding'] === 'gzip' ? payload.pipe(createGunzip()) : payload,
    )
  },
  passThrough: (app: FastifyInstance) => {
    app.addHook('preParsing', async (_request, _reply, payload) => payload.pipe(new PassThrough()))
  },
}

t.test('H2 Fastify, a hook that gunzips, an unsigned body that is no gzip', async (t) => {
  const headers = { 'content-encoding': 'gzip', 'telnyx-timestamp': undefined, [SIGNATURE_HEADER]: undefined }
  const junk: Readonly<Record<string, WireRequest>> = {
    whole: postCall({ body: 'this is no gzip', headers }),
    chunked: { ...postCall({ body: 'this is no gzip', headers }), framing: 'chunked' },
    empty: postCall({ body: '', headers }),
    'signed all the same': postCall({ body: 'this is no gzip', headers: { 'content-encoding': 'gzip' } }),
  }
  for (const [name, request] of Object.entries(junk)) {
    await t.test(
      name,
      watched(async (t, watch) => {
        const port = await serveFastify(t, await createFastifyApp({ around: hooks.gunzip }))
        const connection = await Connection.open(port)
        t.teardown(() => connection.destroy())
        const answer = await connection.exchange(request)
        t.equal(answer.status, 415)
        t.equal(JSON.parse(answer.body.toString()).code, 'unsupported_content_encoding')
        t.equal(watch.accepted.length, 0)

        const nextConnection = await Connection.open(port)
        t.teardown(() => nextConnection.destroy())
        t.equal((await nextConnection.exchange(postCall())).status, 200, 'the next call is handled')
        t.strictSame(await readOutcomes(watch), ['handled'])
      }),
    )
  }
})

t.test('H3 Fastify, a hook that passes the body on, a refused body, then a good call', async (t) => {
  const body = Buffer.alloc(200_000, 'x')
  const refused: Readonly<Record<string, WireRequest>> = {
    'in one piece': { ...postCall({ body, headers: { [SIGNATURE_HEADER]: undefined } }), framing: 'chunked' },
    'with another method': { ...postCall({ body }), method: 'PUT', framing: 'chunked' },
  }
  for (const [name, request] of Object.entries(refused)) {
    await t.test(
      name,
      watched(async (t, watch) => {
        const port = await serveFastify(t, await createFastifyApp({ around: hooks.passThrough }))
        const connection = await Connection.open(port)
        t.teardown(() => connection.destroy())
        t.match((await connection.exchange(request)).status, /^4\d\d$/)
        t.equal((await connection.exchange(postCall())).status, 200, 'on the same connection')
        t.strictSame(await readOutcomes(watch), ['handled'])
      }),
    )
  }
})
