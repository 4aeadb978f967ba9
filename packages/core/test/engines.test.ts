import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createReceiver, type Receiver, type ReceiverOptions, type Reception } from '@telnyx-call/core'
import { createVerifier, type Ed25519Engine, nodeCrypto, webCrypto } from '@telnyx-call/core/ed25519'
import { sodium } from '@telnyx-call/core/sodium'
import { tweetnacl } from '@telnyx-call/core/tweetnacl'
import { createTestKeys, sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import { createTestReceiver, createWebhook, expectDelivery, expectRefusal, keys } from './webhook.ts'

const engines = { nodeCrypto, sodium, webCrypto, tweetnacl }
const message = Buffer.from('1705314660|CallSid=v3%3Aabc')
const signature = sign(null, message, keys.privateKey)
const publicKey = Buffer.from(keys.publicKey, 'base64')

for (const [name, engine] of Object.entries(engines)) {
  t.test(`${name}: verifies what was signed, and nothing else`, async (t) => {
    const verifier = createVerifier(keys.publicKey, { engine })
    t.equal(verifier.engine, name)
    t.equal(engine.name, name)
    for (const method of ['verify', 'verifyOffThread'] as const) {
      t.equal(await verifier[method](message, signature), true)
      t.equal(await verifier[method](message, new Uint8Array(signature)), true)
      t.equal(await verifier[method](Buffer.from('other'), signature), false)
      t.equal(await verifier[method](message, sign(null, message, createTestKeys().privateKey)), false)
      for (const length of [0, 63, 65]) t.equal(await verifier[method](message, Buffer.alloc(length)), false)
    }
  })

  t.test(`${name}: a part of a larger buffer is that part`, async (t) => {
    const within = (bytes: Uint8Array) =>
      Buffer.concat([Buffer.alloc(5), bytes, Buffer.alloc(9)]).subarray(5, 5 + bytes.length)
    const verifier = createVerifier(within(publicKey), { engine })
    t.equal(await verifier.verify(within(message), within(signature)), true)
  })

  t.test(`${name}: a receiver with it takes and refuses as any`, async (t) => {
    const receiver = createTestReceiver({ engine })
    t.equal(receiver.engine, name)
    t.equal(expectDelivery(await receiver.receive(createWebhook())).call?.From, sampleCall().From)
    const forged = createWebhook({ keys: createTestKeys() })
    t.equal(expectRefusal(await receiver.receive(forged)).code, 'signature_mismatch')
  })
}

t.test('the built-in engines have names', async (t) => {
  for (const name of ['nodeCrypto', 'webCrypto'] as const) {
    const verifier = createVerifier(keys.publicKey, { engine: name })
    t.equal(verifier.engine, name)
    t.equal(await verifier.verify(message, signature), true)
  }
})

t.test('auto is node:crypto, whatever is installed', async (t) => {
  t.equal(createVerifier(keys.publicKey).engine, 'nodeCrypto')
  t.equal(createVerifier(keys.publicKey, { engine: 'auto' }).engine, 'nodeCrypto')
  t.equal(createReceiver({ publicKey: keys.publicKey }).engine, 'nodeCrypto')
})

t.test('a key that cannot stand makes no verifier', async (t) => {
  const zero = Buffer.alloc(32)
  for (const key of [zero, 'KEY0123', undefined as unknown as string]) {
    t.throws(() => createVerifier(key), {
      name: 'TypeError',
      code: 'invalid_option',
      message: /option publicKey/,
    })
  }
})

/** An engine of the application's own, which notes what it is asked. */
function createNotingEngine(): Ed25519Engine<string> & { readonly asked: string[] } {
  const asked: string[] = []
  const key = createPublicKey(createPrivateKey(keys.privateKey.export({ format: 'pem', type: 'pkcs8' })))
  return {
    name: 'noting',
    asked,
    prepareKey(bytes) {
      asked.push(`prepare ${Buffer.from(bytes).equals(publicKey)}`)
      return 'prepared'
    },
    verify(prepared, body, bytes) {
      asked.push(`verify ${prepared}`)
      return verify(null, body, key, bytes)
    },
  }
}

t.test('an engine of the application: asked for no signature that is none', async (t) => {
  const engine = createNotingEngine()
  const verifier = createVerifier(keys.publicKey, { engine })
  t.equal(await verifier.verify(message, signature), true)
  t.equal(
    await verifier.verifyOffThread(message, signature),
    true,
    'without threads it is verified all the same',
  )
  t.strictSame(engine.asked, ['prepare true', 'verify prepared', 'verify prepared'])
  for (const unsound of [Buffer.alloc(63), Buffer.alloc(64), Buffer.alloc(64, 255)]) {
    t.equal(verifier.verify(message, unsound), false)
    t.equal(verifier.verifyOffThread(message, unsound), false)
  }
  t.equal(engine.asked.length, 3)
})

t.test('the bounds of a signature that an engine is asked for', (t) => {
  const verifier = createVerifier(keys.publicKey, {
    engine: { name: 'easy', prepareKey: () => 0, verify: () => true },
  })
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const p = 2n ** 255n - 19n
  const write = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse()
  const isAsked = (r: bigint, s: bigint) => verifier.verify(message, Buffer.concat([write(r), write(s)]))
  for (const s of [0n, 1n, 255n, 256n, order - 256n, order - 1n]) t.equal(isAsked(2n, s), true, `S ${s}`)
  for (const s of [order, order + 1n, order + 256n, 2n ** 256n - 1n]) t.equal(isAsked(2n, s), false, `S ${s}`)
  const sign = 2n ** 255n
  for (const r of [2n, 255n, 256n, p - 256n, p - 2n]) {
    t.equal(isAsked(r, 1n), true, `R ${r}`)
    t.equal(isAsked(r + sign, 1n), true, `R ${r} with the sign of x`)
  }
  for (const r of [0n, 1n, p - 1n, p, p + 1n, sign - 1n]) {
    t.equal(isAsked(r, 1n), false, `R ${r}`)
    t.equal(isAsked(r + sign, 1n), false, `R ${r} with the sign of x`)
  }
  t.end()
})

t.test('what an engine throws rejects, and is no refusal', async (t) => {
  const failure = new Error('the library is broken')
  const fail = () => {
    throw failure
  }
  for (const verify of [fail, () => Promise.reject(failure)]) {
    const receiver = createTestReceiver({ engine: { name: 'broken', prepareKey: () => 0, verify } })
    t.equal(await receiver.receive(createWebhook()).catch((error: unknown) => error), failure)
  }
})

/** An engine that accepts everything, and notes on which thread. */
function createThreadedEngine(): { engine: Ed25519Engine; methods: string[] } {
  const methods: string[] = []
  const engine: Ed25519Engine = {
    name: 'threaded',
    prepareKey: () => 0,
    verify: () => methods.push('verify') > 0,
    verifyOffThread: async () => methods.push('verifyOffThread') > 0,
  }
  return { engine, methods }
}

/** One core has no other thread to gain by. */
const elsewhere = availableParallelism() > 1 ? 'verifyOffThread' : 'verify'

function receiveCalls(receiver: Receiver, count: number): Promise<Reception[]> {
  const sequence = Array.from({ length: count }, (_, index) => String(index))
  return Promise.all(
    sequence.map((SequenceNumber) =>
      receiver.receive(createWebhook({ fields: sampleCall({ SequenceNumber }) })),
    ),
  )
}

t.test(
  'the first call in a turn of the event loop is verified in it, and others on another thread',
  async (t) => {
    const { engine, methods } = createThreadedEngine()
    const receiver = createTestReceiver({ engine })
    for (const count of [1, 3, 1]) {
      await nextTurn()
      await receiveCalls(receiver, count)
      const others = new Array(count - 1).fill(elsewhere)
      t.strictSame(methods.splice(0), ['verify', ...others], `${count} at a time`)
    }
  },
)

t.test(
  'a call after another in one turn is verified on another thread: more are likely to come',
  async (t) => {
    const { engine, methods } = createThreadedEngine()
    const receiver = createTestReceiver({ engine })
    await receiveCalls(receiver, 1)
    await receiveCalls(receiver, 1)
    t.strictSame(methods, ['verify', elsewhere])
  },
)

t.test('verifications that wait have their messages to themselves', async (t) => {
  const engine: Ed25519Engine<object> = {
    name: 'waiting',
    prepareKey: nodeCrypto.prepareKey,
    async verify(key, message, signature) {
      await nextTurn()
      return nodeCrypto.verify(key, message, signature)
    },
  }
  const receiver = createTestReceiver({ engine, deduplication: { eventKey: () => randomUUID() } })
  // From the first on, there is memory to be used again.
  for (const count of [1, 5, 5]) {
    const receptions = await receiveCalls(receiver, count)
    for (const reception of receptions) t.equal(reception.outcome, 'accepted')
  }
})

t.test('the key that matched last is tried first', async (t) => {
  const others = [createTestKeys(), createTestKeys()]
  const tried: string[] = []
  const engine: Ed25519Engine<string> = {
    name: 'noting',
    prepareKey: (bytes) => Buffer.from(bytes).toString('base64'),
    verify: (key, body, bytes) => {
      tried.push(key)
      return nodeCrypto.verify(nodeCrypto.prepareKey(Buffer.from(key, 'base64')), body, bytes)
    },
  }
  const pairs = [keys, ...others]
  const publicKeys = pairs.map((pair) => pair.publicKey)
  const receiver = createTestReceiver({ publicKey: publicKeys, engine })
  const trySigner = async (place: number, sequence: number) => {
    const fields = sampleCall({ SequenceNumber: String(sequence) })
    const signer = pairs[place] ?? keys
    expectDelivery(await receiver.receive(createWebhook({ keys: signer, fields })))
    return tried.splice(0).map((key) => publicKeys.indexOf(key))
  }
  t.strictSame(await trySigner(2, 1), [0, 1, 2])
  t.strictSame(await trySigner(2, 2), [2])
  t.strictSame(await trySigner(1, 3), [2, 0, 1])
  t.strictSame(await trySigner(1, 4), [1])
  t.strictSame(await trySigner(0, 5), [1, 2, 0])
})

t.test('an engine that there is not is refused, beside those that there are', async (t) => {
  const choices: unknown[] = [
    'openssl',
    '',
    'toString',
    null,
    1,
    {},
    { name: 'x', prepareKey() {} },
    [],
    true,
  ]
  for (const engine of choices) {
    const options = { publicKey: keys.publicKey, engine } as ReceiverOptions
    t.throws(() => createReceiver(options), {
      name: 'TypeError',
      code: 'invalid_option',
      message: /option engine: expected 'auto', 'nodeCrypto', 'webCrypto', or an object with name/,
    })
  }
})

t.test('an engine that is imported is not asked for by its name', async (t) => {
  for (const name of ['sodium', 'tweetnacl']) {
    t.throws(
      () => createReceiver({ publicKey: keys.publicKey, engine: name } as unknown as ReceiverOptions),
      {
        code: 'invalid_option',
        message: `telnyx-call: option engine: this engine must be imported: import { ${name} } from '@telnyx-call/core/${name}', then set engine: ${name}.`,
      },
    )
  }
})

t.test('what node:crypto fails with on another thread rejects', async (t) => {
  const { publicKey: otherKind } = generateKeyPairSync('x25519')
  await t.rejects(nodeCrypto.verifyOffThread(otherKind, message, signature), /not supported/)
})
