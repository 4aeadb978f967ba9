import t from 'tap'

t.test(
  'where the runtime has no setImmediate, a store that does not answer is given up on all the same',
  async (t) => {
    const given = globalThis.setImmediate
    Reflect.deleteProperty(globalThis, 'setImmediate')
    t.teardown(() => Object.assign(globalThis, { setImmediate: given }))
    const { createReceiver } = await import('@telnyx-call/core')
    const { createWebhook, keys, signedAtSeconds } = await import('./webhook.ts')
    const { createScriptedStore } = await import('./scripted-store.ts')
    const receiver = createReceiver({
      publicKey: keys.publicKey,
      now: () => signedAtSeconds * 1000,
      engine: 'webCrypto',
      deduplication: {
        storeTimeoutMs: 5,
        store: createScriptedStore({ claim: () => new Promise(() => {}) }),
      },
    })
    const reception = await receiver.receive(createWebhook())
    t.match(reception, { outcome: 'accepted', delivery: { deduplicated: false } })
  },
)
