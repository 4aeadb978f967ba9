import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import { createTelnyxSimulator, createTestKeys } from '../src/index.ts'

const keys = createTestKeys()
const url = 'http://127.0.0.1:3000/calls'
const create = createTelnyxSimulator as (options?: unknown) => unknown

const misuses: [unknown, RegExp][] = [
  [undefined, /needs keys/],
  [null, /needs keys/],
  [{ url }, /needs keys/],
  [{ url, keys: { publicKey: keys.publicKey } }, /needs keys/],
  [{ url, keys: generateKeyPairSync('x25519') }, /needs keys/],
  [{ keys }, /^url must be an http: URL/],
  [{ keys, url: '/calls' }, /^url must be an http: URL/],
  [{ keys, url: 'https://127.0.0.1/' }, /^url must be an http: URL/],
  [{ keys, url, failoverUrl: '' }, /^failoverUrl must be an http: URL/],
  [{ keys, url, timeout: 3 }, /no option "timeout".*policy, timeoutMs, retryDelaysMs/],
  [{ keys, url, policy: 'lenient' }, /^policy must be 'strict', 'voice-api' or 'patient'/],
  [{ keys, url, policy: 'constructor' }, /^policy must be/],
  [{ keys, url, policy: null }, /^policy must be/],
  [{ keys, url, timeoutMs: 0 }, /^timeoutMs must be a number above 0/],
  [{ keys, url, timeoutMs: '2000' }, /^timeoutMs must be a number of milliseconds/],
  [{ keys, url, timeoutMs: 2 ** 31 }, /^timeoutMs must be a number of milliseconds/],
  [{ keys, url, retryDelaysMs: 500 }, /^retryDelaysMs must be an array/],
  [{ keys, url, retryDelaysMs: null }, /^retryDelaysMs must be an array/],
  [{ keys, url, retryDelaysMs: [1, -1] }, /^retryDelaysMs\[1\] must be a number of milliseconds/],
  [{ keys, url, callsPerSecond: 0 }, /^callsPerSecond must be a number above 0/],
  [{ keys, url, callsPerSecond: '5' }, /^callsPerSecond must be a number above 0/],
  [{ keys, url, concurrency: 1.5 }, /^concurrency must be a whole number/],
  [{ keys, url, concurrency: 0 }, /^concurrency must be a number above 0/],
  [{ keys, url, seed: 'a' }, /^seed must be a whole number/],
  [{ keys, url, maxDuplicateDelayMs: -1 }, /^maxDuplicateDelayMs must be a number of milliseconds/],
  [{ keys, url, maxReorderingDelayMs: Number.NaN }, /^maxReorderingDelayMs must be a number of milliseconds/],
  [{ keys, url, resign: true }, /^resign must be 'sometimes', 'always' or 'never'/],
  [{ keys, url, createRequest: {} }, /^createRequest must be a function/],
  [{ keys, url, onAttempt: null }, /^onAttempt must be a function/],
  ...['duplicates', 'concurrentCopies', 'reorderings', 'brokenConnections', 'reencodings'].flatMap((name) =>
    [-0.1, 1.1, Number.NaN, '0.5', true].map((value): [unknown, RegExp] => [
      { keys, url, [name]: value },
      new RegExp(`^${name} is a share: it must be a number from 0`),
    ]),
  ),
]

t.test('misuse is a TypeError', async (t) => {
  for (const [options, message] of misuses) t.throws(() => create(options), { name: 'TypeError', message })
})

t.test('an option that is undefined has its default', async (t) => {
  const names = [
    'failoverUrl',
    'headers',
    'policy',
    'timeoutMs',
    'retryDelaysMs',
    'seed',
    'resign',
    'duplicates',
    'createRequest',
    'onAttempt',
  ]
  const options = Object.fromEntries(names.map((name) => [name, undefined]))
  t.doesNotThrow(() => create({ keys, url: new URL(url), ...options }))
})
