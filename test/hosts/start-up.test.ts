import { generateKeyPairSync } from 'node:crypto'
import { telnyxCall as guardExpress, type ReceiverOptions } from '@telnyx-call/express'
import { telnyxCall as guardFastify } from '@telnyx-call/fastify'
import { telnyxCall as guardKoa } from '@telnyx-call/koa'
import { createTestKeys } from '@telnyx-call/testing'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Middleware } from 'koa'
import t from 'tap'
import { CALLBACK_PATH } from '../conformance/host.ts'
import { exchange } from '../conformance/wire.ts'
import { keys, postCall } from './calls.ts'
import { watched } from './exchange-watch.ts'
import { createExpressApp, createKoaApp, expressNames, koaNames, serve } from './frameworks.ts'

t.setTimeout(60_000)

t.test('H19 Fastify, a guarded route whose plugin was never registered', async (t) => {
  const app = Fastify()
  t.throws(() => app.telnyxCall(CALLBACK_PATH, async () => {}), {
    name: 'TypeError',
    message: 'app.telnyxCall is not a function',
  })
})

for (const name of ['telnyxCall', 'telnyxcall']) {
  t.test(`H19 Fastify, a route that wants its guard by config: { ${name}: true }`, async (t) => {
    const addRoute = (app: FastifyInstance) =>
      app.all(CALLBACK_PATH, { config: { [name]: true } }, async () => {})
    const start = async (fill: (app: FastifyInstance) => Promise<void>) => {
      const app = Fastify()
      t.teardown(() => app.close())
      await fill(app)
      await app.ready()
    }
    const hint = { message: /app\.telnyxCall\(/ }
    await t.rejects(
      start(async (app) => {
        await app.register(guardFastify, { publicKey: keys.publicKey })
        addRoute(app)
      }),
      hint,
      'after the plugin',
    )
    await t.rejects(
      start(async (app) => {
        await app.register(guardFastify, { publicKey: keys.publicKey })
        app.register(async (scope) => void addRoute(scope))
      }),
      hint,
      'in another scope',
    )
  })
}

t.test('H20 the guard mounted without its options', async (t) => {
  for (const version of expressNames) {
    await t.test(
      version,
      watched(async (t) => {
        const errors: unknown[] = []
        const app = createExpressApp(version)
        app.use(guardExpress as unknown as RequestHandler)
        const keepError: ErrorRequestHandler = (error, _request, _response, next) => {
          errors.push(error)
          next(error)
        }
        app.use(keepError)
        t.equal((await exchange(await serve(t, app), postCall())).status, 500)
        t.match(errors, [{ name: 'TypeError', message: /telnyxCall\(options\)/ }])
      }),
    )
  }
  for (const version of koaNames) {
    await t.test(
      version,
      watched(async (t) => {
        const { app, errors } = createKoaApp(version)
        app.use(guardKoa as unknown as Middleware)
        t.equal((await exchange(await serve(t, app.callback()), postCall())).status, 500)
        t.match(errors, [{ name: 'TypeError', message: /telnyxCall\(options\)/ }])
      }),
    )
  }
})

/** What starts each adapter with some options. */
const starts: Readonly<Record<string, (options: ReceiverOptions) => Promise<unknown>>> = {
  Express: async (options) => guardExpress(options),
  Koa: async (options) => guardKoa(options),
  Fastify: async (options) => {
    const app = Fastify()
    await app.register(guardFastify, options)
  },
}

const { publicKey } = keys
const pem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()
const sparseKeys = [publicKey, createTestKeys().publicKey, createTestKeys().publicKey]
delete sparseKeys[1]

/** Options that start today, each with the name that the error has to say and its cure. */
const mistakes: Readonly<Record<string, readonly [options: object, cure: RegExp]>> = {
  'a list of keys with a hole': [{ publicKey: sparseKeys }, /publicKey\[1\]/],
  'a list of keys with undefined in it': [{ publicKey: [publicKey, undefined] }, /publicKey\[1\]/],
  'text with two PEM blocks': [{ publicKey: `${pem}${pem}` }, /publicKey.*(list|one)/s],
  'text with two PEM blocks in a list': [{ publicKey: [`${pem}\n${pem}`] }, /publicKey\[0\].*(list|one)/s],
  'storeTimeoutMs of 2**31': [
    { publicKey, deduplication: { storeTimeoutMs: 2 ** 31 } },
    /storeTimeoutMs.*milliseconds/s,
  ],
  'waitForCopyMs of 2**31': [
    { publicKey, deduplication: { waitForCopyMs: 2 ** 31 } },
    /waitForCopyMs.*milliseconds/s,
  ],
  'handlingLimitMs of 2**31': [
    { publicKey, deduplication: { handlingLimitMs: 2 ** 31 } },
    /handlingLimitMs.*milliseconds/s,
  ],
  'storeTimeoutMs of 0': [{ publicKey, deduplication: { storeTimeoutMs: 0 } }, /storeTimeoutMs/],
  'storeTimeoutMs of half a millisecond': [
    { publicKey, deduplication: { storeTimeoutMs: 0.5 } },
    /storeTimeoutMs/,
  ],
  'toleranceSeconds above rememberMs': [
    { publicKey, toleranceSeconds: 86_401 },
    /toleranceSeconds.*rememberMs|rememberMs.*toleranceSeconds/,
  ],
  'rememberMs below toleranceSeconds': [
    { publicKey, deduplication: { rememberMs: 299_999 } },
    /toleranceSeconds.*rememberMs|rememberMs.*toleranceSeconds/,
  ],
  'rememberMs below leaseMs': [
    { publicKey, toleranceSeconds: 1, deduplication: { rememberMs: 2000, leaseMs: 3000 } },
    /rememberMs.*leaseMs|leaseMs.*rememberMs/,
  ],
  'a lease too short to be renewed': [{ publicKey, deduplication: { leaseMs: 2 } }, /leaseMs/],
  'an option of the group that does not exist': [{ publicKey, deduplication: { leaseMS: 1000 } }, /leaseMS/],
  'deduplication: true': [{ publicKey, deduplication: true }, /deduplication/],
  'the store outside its group': [{ publicKey, store: {} }, /store/],
}

t.test('H22 a wrong option is refused at start-up, with its cure', async (t) => {
  for (const [name, [options, cure]] of Object.entries(mistakes)) {
    await t.test(name, async (t) => {
      for (const [adapter, start] of Object.entries(starts)) {
        const expected = { name: 'TypeError', code: 'invalid_option', message: cure }
        await t.rejects(async () => void (await start(options as ReceiverOptions)), expected, adapter)
      }
    })
  }
  await t.test('what stands at the limits starts', async (t) => {
    const fine = [
      { publicKey: [publicKey, pem] },
      { publicKey, toleranceSeconds: 300, deduplication: { rememberMs: 300_000 } },
      { publicKey, deduplication: { storeTimeoutMs: 2 ** 31 - 1 } },
      { publicKey, deduplication: false },
    ]
    for (const options of fine) {
      for (const [adapter, start] of Object.entries(starts)) {
        await t.resolves(start(options as ReceiverOptions), `${adapter} ${Object.keys(options)}`)
      }
    }
  })
})
