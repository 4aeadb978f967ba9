import {
  createMemoryStore,
  type DeliveryFailure,
  type DeliveryStore,
  type ReceiverOptions,
  telnyxCall,
} from '@telnyx-call/fetch'
import t from 'tap'
import { createRequest, keys, waitUntil } from './requests.ts'

interface Watched {
  readonly failures: DeliveryFailure[]
  readonly verbs: string[]
  readonly options: ReceiverOptions<Request>
}

/** Options whose store and `onFailed` note what is asked of them. */
function watch(changes: Partial<DeliveryStore> = {}): Watched {
  const memory = createMemoryStore()
  const failures: DeliveryFailure[] = []
  const verbs: string[] = []
  const store: DeliveryStore = {
    ...memory,
    commit: (...parameters) => {
      verbs.push('commit')
      return memory.commit(...parameters)
    },
    release: (...parameters) => {
      verbs.push('release')
      return memory.release(...parameters)
    },
    ...changes,
  }
  const options = {
    publicKey: keys.publicKey,
    onFailed: (_delivery: unknown, failure: DeliveryFailure) => void failures.push(failure),
    deduplication: { store, waitForCopyMs: 20 },
  }
  return { failures, verbs, options }
}

/** A context as Workers have it, and whether what it waits for has ended. */
function createContext() {
  const work = {
    done: false,
    context: {
      waitUntil(promise: Promise<unknown>) {
        void promise.then(() => {
          work.done = true
        })
      },
    },
  }
  return work
}

t.test('a success keeps its headers and its body, and is exactly 200', async (t) => {
  const { options, verbs, failures } = watch()
  const headers = new Headers({ 'content-type': 'text/xml', 'x-request-id': 'a1' })
  headers.append('set-cookie', 'a=1')
  headers.append('set-cookie', 'b=2')
  const handle = telnyxCall(
    options,
    () => new Response('<Response/>', { status: 202, statusText: 'Queued', headers }),
  )
  const response = await handle(createRequest())
  t.strictSame([response.status, response.statusText], [200, ''])
  t.strictSame(response.headers.getSetCookie(), ['a=1', 'b=2'])
  t.equal(response.headers.get('x-request-id'), 'a1')
  t.equal(await response.text(), '<Response/>')
  t.strictSame(verbs, ['commit'])
  t.strictSame(failures, [])
})

t.test('statuses without a body', async (t) => {
  for (const status of [204, 205]) {
    const handle = telnyxCall({ publicKey: keys.publicKey }, () => new Response(null, { status }))
    const response = await handle(createRequest())
    t.equal(response.status, 200)
    t.equal(await response.text(), '')
  }
})

t.test('any other status is sent as it is', async (t) => {
  const { options, failures } = watch()
  const given = Response.redirect('https://example.test/elsewhere', 307)
  t.equal(await telnyxCall(options, () => given)(createRequest()), given)
  t.match(failures, [{ outcome: 'failed', status: 307 }])
})

t.test('null is no response either', async (t) => {
  t.equal((await telnyxCall({ publicKey: keys.publicKey }, () => null)(createRequest())).status, 200)
})

t.test('a response of another class is taken by its looks', async (t) => {
  const foreign = { status: 201, headers: new Headers({ 'x-kind': 'foreign' }), body: null, bodyUsed: false }
  const handle = telnyxCall({ publicKey: keys.publicKey }, () => foreign as unknown as Response)
  const response = await handle(createRequest())
  t.ok(response instanceof Response)
  t.equal(response.headers.get('x-kind'), 'foreign')
})

t.test('what is no response is a failure', async (t) => {
  for (const [given, words] of [
    ['<Response/>', /returned a string/],
    [{ status: 200 }, /returned an object/],
    [false, /returned a boolean/],
  ] as const) {
    const { options, failures } = watch()
    const handle = telnyxCall(options, () => given as unknown as Response)
    await t.rejects(handle(createRequest()), { name: 'TypeError', message: words })
    t.match(failures, [{ outcome: 'failed', error: { message: words } }])
    t.equal(handle.pending, 0)
  }
})

t.test('a response whose body was read is a failure', async (t) => {
  const { options, failures } = watch()
  const used = new Response('once')
  await used.text()
  await t.rejects(telnyxCall(options, () => used)(createRequest()), /has been read already/)
  const held = new Response('once')
  held.body?.getReader()
  await t.rejects(telnyxCall(options, () => held)(createRequest()), { name: 'TypeError' })
  t.match(failures, [{ outcome: 'failed' }, { outcome: 'failed' }])
})

t.test('a handler that throws, at once or later', async (t) => {
  const failure = new Error('the handler failed, as this test wants')
  const throwing = () => {
    throw failure
  }
  for (const handler of [throwing, async () => throwing()]) {
    const { options, failures, verbs } = watch()
    const handle = telnyxCall(options, handler)
    await t.rejects(handle(createRequest()), failure)
    t.strictSame(failures, [{ outcome: 'failed', error: failure }])
    t.strictSame(verbs, ['release'])
  }
})

t.test('a body that is there as a whole has succeeded, even if nobody reads it', async (t) => {
  const { options, verbs } = watch()
  const parts = ['<Response>', '', '</Response>'].map((part) => new TextEncoder().encode(part))
  const body = new ReadableStream({
    pull: (controller) => {
      const part = parts.shift()
      if (part) controller.enqueue(part)
      else controller.close()
    },
  })
  const response = await telnyxCall(options, () => new Response(body))(createRequest())
  t.strictSame(verbs, ['commit'])
  t.equal(await response.text(), '<Response></Response>')
})

/** A body of which a part comes every ten milliseconds, and how it went on. */
function createSlowBody(partCount: number, size = 1) {
  const state = { cancelled: undefined as unknown }
  const stream = new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      if (partCount-- === 0) controller.close()
      else controller.enqueue(new Uint8Array(size).fill(97))
    },
    cancel: (reason) => {
      state.cancelled = reason
    },
  })
  return { state, stream }
}

t.test('a body that is still to come succeeds at its end', async (t) => {
  const { options, verbs } = watch()
  const handle = telnyxCall(options, () => new Response(createSlowBody(3).stream, { status: 201 }))
  const response = await handle(createRequest())
  t.equal(response.status, 200)
  t.strictSame(verbs, [])
  t.equal(handle.pending, 1)
  t.equal((await handle(createRequest())).status, 503, 'a copy is sent away meanwhile')
  t.equal(await response.text(), 'aaa')
  t.strictSame(verbs, ['commit'], 'before the end of the body is told')
  t.equal((await handle(createRequest())).status, 200)
})

t.test('a large body is not read ahead as a whole', async (t) => {
  const { options, verbs } = watch()
  const length = 1_000_000
  const response = await telnyxCall(options, () => new Response(new Uint8Array(length)))(createRequest())
  t.strictSame(verbs, [])
  t.equal((await response.arrayBuffer()).byteLength, length)
  t.strictSame(verbs, ['commit'])
})

t.test('a sender that leaves within the body has not got it', async (t) => {
  const { options, failures } = watch()
  const { stream, state } = createSlowBody(1000)
  const handle = telnyxCall(options, () => new Response(stream))
  const response = await handle(createRequest())
  const reader = response.body?.getReader()
  await reader?.read()
  await reader?.cancel('gone')
  t.strictSame(failures, [{ outcome: 'abandoned' }])
  t.equal(state.cancelled, 'gone')
  t.equal(handle.pending, 0)
})

t.test('a body that fails', async (t) => {
  const failure = new Error('the source failed, as this test wants')
  const failAfter = (delayMs: number) =>
    new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, delayMs))
        controller.error(failure)
      },
    })
  const early = watch()
  const broken = new ReadableStream({ start: (controller) => controller.error(failure) })
  await t.rejects(telnyxCall(early.options, () => new Response(broken))(createRequest()), failure)
  t.strictSame(early.failures, [{ outcome: 'failed', error: failure }], 'before anything was sent')
  const late = watch()
  const response = await telnyxCall(late.options, () => new Response(failAfter(30)))(createRequest())
  await t.rejects(response.text(), failure)
  t.strictSame(late.failures, [{ outcome: 'abandoned' }])
})

t.test('without waitUntil, the response waits for the commit', async (t) => {
  let commit = () => {}
  const committed = new Promise<void>((resolve) => {
    commit = resolve
  })
  const store = { ...createMemoryStore(), commit: () => committed }
  let isAnswered = false
  const contexts = [undefined, null, 'a context', {}, { waitUntil: 'soon' }]
  const handle = telnyxCall(
    { publicKey: keys.publicKey, deduplication: { store, eventKey: () => crypto.randomUUID() } },
    () => {},
  )
  const answering = contexts.map(async (context) => {
    await handle(createRequest(), undefined, context)
    isAnswered = true
  })
  await new Promise((resolve) => setTimeout(resolve, 30))
  t.notOk(isAnswered)
  commit()
  await Promise.all(answering)
})

t.test('with waitUntil, the host waits for everything, from the beginning to the commit', async (t) => {
  let commit = () => {}
  const committed = new Promise<void>((resolve) => {
    commit = resolve
  })
  const { options } = watch({ commit: () => committed })
  const work = createContext()
  let wasWaitedFor = false
  const handle = telnyxCall(options, ({ context }) => {
    wasWaitedFor = context === work.context
  })
  t.equal((await handle(createRequest(), undefined, work.context)).status, 200)
  t.ok(wasWaitedFor)
  t.notOk(work.done)
  commit()
  await waitUntil(() => work.done)
})

t.test('whatever becomes of a request, waitUntil comes to an end', async (t) => {
  const { options } = watch()
  const failing = telnyxCall({ ...options, refusals: 'throw' }, () => {
    throw new Error('the handler failed, as this test wants')
  })
  const handle = telnyxCall(options, () => {})
  const forged = () =>
    createRequest({ headers: { ...Object.fromEntries(createRequest().headers), 'telnyx-timestamp': '1' } })
  const outcomes: [string, (context: object) => Promise<unknown>][] = [
    ['handled', (context) => handle(createRequest(), undefined, context)],
    ['a copy', (context) => handle(createRequest(), undefined, context)],
    ['refused', (context) => handle(forged(), undefined, context)],
    ['thrown', (context) => failing(forged(), undefined, context).catch(() => {})],
    ['failed', (context) => failing(createRequest(), undefined, context).catch(() => {})],
  ]
  for (const [name, exchange] of outcomes) {
    const work = createContext()
    await exchange(work.context)
    await waitUntil(() => work.done)
    t.pass(name)
  }
})

t.test('a waitUntil that throws is as good as none', async (t) => {
  const { options, verbs } = watch()
  const context = {
    waitUntil() {
      throw new Error('it is too late to wait, as this test wants')
    },
  }
  const response = await telnyxCall(options, () => {})(createRequest(), undefined, context)
  t.equal(response.status, 200)
  t.strictSame(verbs, ['commit'])
})

t.test('the sender has left by the time that the handler ends', async (t) => {
  const { options, verbs } = watch()
  const controller = new AbortController()
  const handle = telnyxCall(options, () => controller.abort())
  t.equal((await handle(createRequest({ signal: controller.signal }))).status, 200)
  t.strictSame(verbs, ['commit'], 'its outcome counts all the same')
})
