import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { installPackage } from './programs.ts'
import { bundleWorker } from './worker/build-worker.ts'
import { startWorker } from './worker/workerd.ts'

t.setTimeout(180_000)

const keys = createTestKeys()

/** As an application has it; the key is in its environment. Its handler takes its time, and says how often it has run. */
const WORKER = `
import { telnyxCall } from '@telnyx-call/fetch'

let runs = 0

export default {
  fetch: telnyxCall((env) => ({ publicKey: env.TELNYX_PUBLIC_KEY, events: 'all' }), async ({ call, env }) => {
    await new Promise((resolve) => setTimeout(resolve, Number(env.HANDLER_MS)))
    runs += 1
    return new Response(call.CallSid + ' ' + runs, { status: 201 })
  }),
}
`

/** The key is there when the Worker loads, when Workers allow neither timers nor random numbers. */
const WORKER_WITH_KEY = `
import { createGuard } from '@telnyx-call/fetch'

const guard = createGuard({ publicKey: ${JSON.stringify(keys.publicKey)} })

export default {
  async fetch(request, env, context) {
    const guarded = await guard(request, env, context)
    return guarded.response ?? guarded.respond()
  },
}
`

const settings: Readonly<Record<string, { compatibilityDate?: string; compatibilityFlags?: string[] }>> = {
  'without flags': {},
  'with nodejs_compat': { compatibilityFlags: ['nodejs_compat'] },
  'of 2023, without flags': { compatibilityDate: '2023-01-01' },
}

async function serve(t: Test, source: string, setting: object, handlerMs = 0): Promise<string> {
  const program = `${await installPackage('workerd@1')}/bin/workerd`
  const variables = { TELNYX_PUBLIC_KEY: keys.publicKey, HANDLER_MS: String(handlerMs) }
  const modules = { 'worker.mjs': await bundleWorker(source) }
  const worker = await startWorker({ program, modules, variables, ...setting })
  t.teardown(() => worker.stop())
  return worker.origin
}

/** A call that nobody waits for with TeXML. */
function createCall(CallSid: string) {
  return signedRequest({ keys, fields: sampleCall('recorded', { CallSid }) })
}

for (const [name, setting] of Object.entries(settings)) {
  t.test(`I2: workerd ${name} loads and answers`, async (t) => {
    const origin = await serve(t, WORKER, setting)
    const handled = await fetch(origin, createCall('v3:one'))
    t.strictSame([handled.status, await handled.text()], [200, 'v3:one 1'])
    const copy = await fetch(origin, createCall('v3:one'))
    t.strictSame([copy.status, await copy.text()], [200, ''])
    const forged = await fetch(origin, signedRequest({ keys: createTestKeys() }))
    t.strictSame([forged.status, forged.headers.get('content-type')], [403, 'application/problem+json'])
    t.match(await forged.json(), { code: 'signature_mismatch' })
    const wrong = await fetch(origin)
    t.strictSame([wrong.status, wrong.headers.get('allow')], [405, 'POST'])
    const large = await fetch(origin, signedRequest({ keys, body: 'x'.repeat(70_000) }))
    t.equal(large.status, 413)
  })

  t.test(`workerd ${name} prepares the key while it loads`, async (t) => {
    const origin = await serve(t, WORKER_WITH_KEY, setting)
    t.equal((await fetch(origin, createCall('v3:one'))).status, 200)
    t.equal((await fetch(origin, signedRequest({ keys: createTestKeys() }))).status, 403)
  })

  t.test(`workerd ${name} lets copies wait for a run of another request`, async (t) => {
    const origin = await serve(t, WORKER, setting, 300)
    const copies = await Promise.all([1, 2, 3].map(() => fetch(origin, createCall('v3:one'))))
    t.strictSame(
      copies.map(({ status }) => status),
      [200, 200, 200],
    )
    const bodies = await Promise.all(copies.map((copy) => copy.text()))
    t.strictSame(bodies.sort(), ['', '', 'v3:one 1'])
  })

  t.test(`workerd ${name} goes on with a run whose sender has left`, async (t) => {
    const origin = await serve(t, WORKER, setting, 300)
    await t.rejects(fetch(origin, { ...createCall('v3:one'), signal: AbortSignal.timeout(100) }))
    const copy = await fetch(origin, createCall('v3:one'))
    t.strictSame([copy.status, await copy.text()], [200, ''])
    const next = await fetch(origin, createCall('v3:two'))
    t.equal(await next.text(), 'v3:two 2', 'the first one ran once')
  })
}
