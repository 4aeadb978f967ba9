import {
  createReceiver,
  type ReceiverOptions,
  type RefusalCode,
  type TelnyxEventType,
} from '@telnyx-call/core'
import { sampleCall, sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import {
  createTestReceiver,
  createWebhook,
  expectDelivery,
  expectRefusal,
  keys,
  signedAtSeconds,
} from './webhook.ts'

const attempt = createReceiver as (options?: unknown) => unknown

t.test('no options at all', async (t) => {
  for (const options of [undefined, null, keys.publicKey, 1]) {
    t.throws(() => attempt(options), {
      name: 'TypeError',
      code: 'invalid_option',
      message: 'telnyx-call: option publicKey: no options given; expected an object with at least publicKey.',
    })
  }
  for (const options of [{}, [], { toleranceSeconds: 300 }]) {
    t.throws(() => attempt(options), { code: 'invalid_option', message: /publicKey: it is missing/ })
  }
})

t.test('an unknown option is named, beside those that there are', async (t) => {
  for (const name of ['publickey', 'tolerance', 'PUBLIC_KEY', 'toString', '']) {
    t.throws(() => attempt({ publicKey: keys.publicKey, [name]: undefined }), {
      name: 'TypeError',
      code: 'invalid_option',
      message: `telnyx-call: option ${name}: unknown option; the options are publicKey, toleranceSeconds,`,
    })
  }
})

const badValues: Record<Exclude<keyof ReceiverOptions, 'publicKey'>, readonly unknown[]> = {
  toleranceSeconds: [
    0,
    -1,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    '300',
    null,
    true,
    300n,
    [300],
  ],
  bodyLimit: [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '64kb', '65536', null, {}],
  bearerToken: [
    undefined, // such as an environment variable that is not set: no start, rather than no token asked for
    '',
    ' ',
    'two words',
    'quo"te',
    'line\n',
    ' leading',
    'trailing ',
    'ü',
    1,
    null,
    [],
    ['good', ''],
    [1],
  ],
  events: [
    '',
    'Ended',
    'call-completed',
    true,
    null,
    {},
    [],
    ['ended'],
    ['all'],
    ['call-completed', 'call-ended'],
    [undefined],
    [['json']],
    new Set(['json']),
  ],
  schema: ['strict', false, null, {}],
  refusals: ['error', true, null],
  onRefused: ['log', true, null, {}],
  onFailed: ['log', true, null, {}],
  deduplication: [true, null, 'off', 0, [], () => {}],
  responseTimeoutMs: [0, -1, 1.5, '2s', null, 2 ** 31],
  engine: ['openssl', '', null, {}, { name: 'x' }],
  now: [Date.now(), new Date(), null, 'now'],
}

for (const [name, values] of Object.entries(badValues)) {
  t.test(`${name}: what is invalid`, async (t) => {
    for (const value of values) {
      const label = typeof value === 'bigint' ? 'a bigint' : JSON.stringify(value)
      t.throws(
        () => attempt({ publicKey: keys.publicKey, [name]: value }),
        { name: 'TypeError', code: 'invalid_option', message: `telnyx-call: option ${name}: expected ` },
        label,
      )
    }
  })
}

t.test('what is wanted is said', async (t) => {
  const messages: [options: object, message: RegExp][] = [
    [{ toleranceSeconds: 0 }, /expected a positive whole number of seconds/],
    [{ bodyLimit: 0 }, /expected a positive whole number of bytes/],
    [{ bearerToken: '' }, /expected a token or a list of tokens, without the prefix "Bearer "/],
    [
      { events: '' },
      /expected 'ended', 'all', or a list of call-completed, call-initiated, .*, json, unknown\./,
    ],
    [{ schema: '' }, /expected one of 'report', 'enforce'/],
    [{ refusals: '' }, /expected one of 'answer', 'throw'/],
    [{ onFailed: '' }, /expected a function/],
    [{ deduplication: true }, /expected false, or an object of options such as { store }/],
    [{ responseTimeoutMs: 0 }, /expected a positive whole number of milliseconds/],
    [
      { responseTimeoutMs: 2 ** 31 },
      /expected at most 2147483647 milliseconds, the longest delay of a timer/,
    ],
    [{ now: '' }, /expected a function/],
  ]
  for (const [options, message] of messages) {
    t.throws(() => attempt({ publicKey: keys.publicKey, ...options }), { message })
  }
})

t.test('an invalid bearer token is not shown', async (t) => {
  for (const bearerToken of ['hunter2 hunter2', ['hunter2"']]) {
    t.throws(() => attempt({ publicKey: keys.publicKey, bearerToken }), { message: /^((?!hunter2).)*$/s })
  }
})

t.test('undefined is as good as not given', async (t) => {
  const names = Object.keys(badValues).filter((name) => name !== 'bearerToken')
  const options = Object.fromEntries(names.map((name) => [name, undefined]))
  const receiver = createReceiver({ publicKey: keys.publicKey, ...options } as ReceiverOptions)
  t.equal(receiver.bodyLimit, 65_536)
})

t.test('the defaults', async (t) => {
  const receiver = createReceiver({ publicKey: keys.publicKey })
  const now = Math.floor(Date.now() / 1000)
  const outcomeAt = async (timestamp: number) =>
    (await receiver.receive(createWebhook({ timestamp, fields: sampleCall({ CallSid: `${timestamp}` }) })))
      .outcome
  t.equal(receiver.bodyLimit, 65_536)
  t.equal(await outcomeAt(now), 'accepted', 'the machine clock is taken')
  t.equal(await outcomeAt(now - 290), 'accepted')
  t.equal(await outcomeAt(now - 310), 'refused')
  t.equal(await outcomeAt(now + 290), 'accepted')
  t.equal(await outcomeAt(now + 310), 'refused')

  const testReceiver = createTestReceiver()
  const initiated = await testReceiver.receive(createWebhook({ fields: sampleCall('initiated') }))
  t.equal(initiated.outcome, 'acknowledged', "events: 'ended'")
  const instructions = await testReceiver.receive(createWebhook({ fields: sampleEvent('instructions') }))
  t.match(instructions, { outcome: 'refused', answer: { status: 501 } }, "refusals: 'answer'")
  const departing = await testReceiver.receive(createWebhook({ fields: sampleCall({ To: undefined }) }))
  t.equal(departing.outcome, 'accepted', "schema: 'report'")
  const reception = await testReceiver.receive(createWebhook())
  t.equal(reception.outcome, 'accepted', 'no bearer token')
  t.equal(expectDelivery(reception).deduplicated, true, 'deduplication')
})

t.test(
  'a framework that is handed telnyxCall itself hands it a request: that is said, with the cure',
  async (t) => {
    const requests = [
      { req: {}, res: {} },
      { headers: {}, method: 'POST', _events: {} },
    ]
    for (const request of requests) {
      t.throws(() => attempt(request), {
        name: 'TypeError',
        code: 'invalid_option',
        message: /Call telnyxCall\(options\) and mount its result/,
      })
    }
  },
)

t.test('bodyLimit is the largest body that is taken', async (t) => {
  const bodyOf = (length: number) => `a=${'x'.repeat(length - 2)}`
  for (const bodyLimit of [2, 100, 65_536, 70_000]) {
    const receiver = createTestReceiver({ bodyLimit, events: 'all' })
    t.equal(receiver.bodyLimit, bodyLimit)
    const fitting = await receiver.receive(createWebhook({ body: bodyOf(bodyLimit) }))
    t.equal(expectDelivery(fitting).rawBody.byteLength, bodyLimit)
    const refusal = expectRefusal(await receiver.receive(createWebhook({ body: bodyOf(bodyLimit + 1) })))
    t.equal(refusal.code, 'body_too_large' satisfies RefusalCode)
  }
})

t.test('the option of an earlier version is named as unknown', async (t) => {
  t.throws(() => attempt({ publicKey: keys.publicKey, otherEvents: 'pass' }), {
    code: 'invalid_option',
    message: /option otherEvents: unknown option; the options are .*events/,
  })
})

t.test('a list of events is read once: a later change of it changes nothing', async (t) => {
  const events: TelnyxEventType[] = ['call-completed']
  const receiver = createTestReceiver({ events })
  events[0] = 'json'
  t.equal((await receiver.receive(createWebhook())).outcome, 'accepted')
})

t.test('options are read once: a later change of the object changes nothing', async (t) => {
  const options = { publicKey: keys.publicKey, bodyLimit: 5000, now: () => signedAtSeconds * 1000 }
  const receiver = createReceiver(options)
  Object.assign(options, { publicKey: '', bodyLimit: 1, now: () => 0, events: ['gather'] })
  t.equal((await receiver.receive(createWebhook())).outcome, 'accepted')
  t.ok(Object.isFrozen(receiver))
})
