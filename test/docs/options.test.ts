import type { ReceiverOptions } from '@telnyx-call/core'
import { createTestKeys } from '@telnyx-call/testing'
import t from 'tap'
import { readSimulatorOptions } from '../../packages/testing/src/simulator-options.ts'
import { importSource } from './import-source.ts'
import { MarkdownFile, readNames } from './markdown.ts'
import { SourceFiles } from './source-files.ts'

const OPTIONS = 'packages/core/src/options.ts'
const DEDUPLICATION = 'packages/core/src/delivery/deduplication-options.ts'
const SIMULATOR = 'packages/testing/src/simulator-options.ts'
const MEMORY_STORE = 'packages/core/src/delivery/memory-store.ts'
const REDIS_STORE = 'packages/redis/src/redis-store.ts'
const POSTGRES_STORE = 'packages/postgres/src/postgres-store.ts'
const INBOX = 'packages/postgres/src/inbox.ts'
const RECEIVER = 'packages/core/src/receiver.ts'

const { readOptions } = await importSource<typeof import('../../packages/core/src/options.ts')>(OPTIONS)
const { readDeduplication } =
  await importSource<typeof import('../../packages/core/src/delivery/deduplication-options.ts')>(
    DEDUPLICATION,
  )
const document = await MarkdownFile.read('docs/options.md')
const readme = await MarkdownFile.read('README.md')
const sources = new SourceFiles([
  OPTIONS,
  DEDUPLICATION,
  SIMULATOR,
  MEMORY_STORE,
  REDIS_STORE,
  POSTGRES_STORE,
  INBOX,
  RECEIVER,
])
const keys = createTestKeys()
const { publicKey } = keys

/** Each option under a heading, and its default as it stands there. */
function readTable(heading: string, file = document): readonly (readonly [name: string, text: string])[] {
  return file.findRows(heading).flatMap(([names = '', text = '']) => {
    return readNames(names).map((name) => [name, text] as const)
  })
}

/** Defaults that are told in words. What they mean is tested one by one. */
const WORDS = ['required', 'none', 'on', 'a hash', 'by policy', 'no limit']
const CLOCKS: Readonly<Record<string, unknown>> = { 'Date.now': Date.now }

/** @returns undefined for a default that is told in words. */
function readLiteral(text: string): { readonly value: unknown } | undefined {
  if (WORDS.includes(text)) return undefined
  const [literal = ''] = readNames(text)
  if (literal.startsWith("'")) return { value: literal.slice(1, -1) }
  if (/^\d+$/.test(literal)) return { value: Number(literal) }
  return { value: CLOCKS[literal] ?? literal }
}

const interfaces = [
  ['Options', OPTIONS, 'ReceiverOptions'],
  ['deduplication', DEDUPLICATION, 'DeduplicationOptions'],
  ['createMemoryStore', MEMORY_STORE, 'MemoryStoreOptions'],
  ['createRedisStore', REDIS_STORE, 'RedisStoreOptions'],
  ['createPostgresStore', POSTGRES_STORE, 'PostgresStoreOptions'],
  ['handleOnce', INBOX, 'HandleOnceOptions'],
  ['createTelnyxSimulator', SIMULATOR, 'TelnyxSimulatorOptions'],
] as const

for (const [heading, path, interfaceName] of interfaces) {
  t.test(
    `docs/options.md has every option of ${interfaceName}, with the default of its comment`,
    async (t) => {
      const options = sources.readOptions(path, interfaceName)
      const table = readTable(heading)
      t.strictSame(table.map(([name]) => name).sort(), options.map(({ name }) => name).sort())
      for (const [name, text] of table) {
        const isLiteral = readLiteral(text) !== undefined
        const { documentedDefault } = options.find((option) => option.name === name) ?? {}
        // A share has its default in the comment of the whole.
        if (isLiteral) t.equal(`\`${documentedDefault}\``, text, name)
      }
    },
  )
}

/** What is different from the default, for each option that has one. */
const others: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Options: {
    events: 'all',
    schema: 'enforce',
    toleranceSeconds: 1,
    bodyLimit: 1,
    refusals: 'throw',
    responseTimeoutMs: 1,
    engine: 'webCrypto',
    now: () => 0,
  },
  deduplication: {
    rememberMs: 5000,
    leaseMs: 500,
    waitForCopyMs: 1,
    handlingLimitMs: 1,
    storeTimeoutMs: 1,
    onStoreError: 'refuse',
    onDuplicate: 'pass',
  },
  createTelnyxSimulator: {
    policy: 'patient',
    timeoutMs: 1,
    concurrency: 1,
    seed: 2,
    duplicates: 1,
    maxDuplicateDelayMs: 1,
    concurrentCopies: 1,
    reorderings: 1,
    maxReorderingDelayMs: 1,
    brokenConnections: 1,
    resign: 'never',
    reencodings: 1,
  },
}

type Settings = Readonly<Record<string, unknown>>
const readers: Readonly<Record<string, (options: Settings) => object>> = {
  Options: (options) => readOptions({ publicKey, ...options }),
  deduplication: (options) => readDeduplication(options),
  createTelnyxSimulator: (options) => readSimulatorOptions({ keys, url: 'http://127.0.0.1:1', ...options }),
}

for (const [heading, read] of Object.entries(readers)) {
  t.test(`${heading}: leaving an option out does what setting its documented default does`, async (t) => {
    const literals = readTable(heading).flatMap(([name, text]) => {
      const literal = readLiteral(text)
      return literal ? [[name, literal.value] as const] : []
    })
    t.strictSame(literals.map(([name]) => name).sort(), Object.keys(others[heading] ?? {}).sort())
    const untouched = read({}) as Settings
    for (const [name, value] of literals) {
      t.strictSame((read({ [name]: value }) as Settings)[name], untouched[name], name)
      const other = others[heading]?.[name]
      t.notSame(
        (read({ [name]: other }) as Settings)[name],
        untouched[name],
        `${name} can be told from others`,
      )
    }
  })
}

t.test('defaults that are told in words', async (t) => {
  const settings = readOptions({ publicKey })
  t.throws(() => readOptions({} as ReceiverOptions), { code: 'invalid_option' }, 'publicKey is required')
  t.equal(settings.isBearerAccepted(undefined), true, 'bearerToken: none')
  t.equal(settings.onRefused, undefined)
  t.equal(settings.onFailed, undefined)
  t.strictSame(
    [settings.deduplication.isOn, settings.deduplication.store, settings.deduplication.eventKey],
    [true, undefined, undefined],
  )
  const simulator = readSimulatorOptions({ keys, url: 'http://127.0.0.1:1' })
  t.equal(simulator.callsPerSecond, Number.POSITIVE_INFINITY)
  t.strictSame([simulator.failoverUrl, simulator.headers], [simulator.url, {}])
})

t.test('the options of stores, handleOnce and drain have the defaults of the code', async (t) => {
  const defaults = {
    createMemoryStore: sources.readParameterDefaults(MEMORY_STORE, 'createMemoryStore'),
    createRedisStore: sources.readParameterDefaults(REDIS_STORE, 'createRedisStore'),
    createPostgresStore: sources.readParameterDefaults(POSTGRES_STORE, 'createPostgresStore'),
    handleOnce: sources.readParameterDefaults(INBOX, 'handleOnce'),
    drain: { timeoutMs: sources.readFallback(RECEIVER, 'timeoutMs') },
  }
  for (const [heading, ofCode] of Object.entries(defaults)) {
    const literals = readTable(heading).flatMap(([name, text]) => {
      const literal = readLiteral(text)
      return literal ? [[name, literal.value] as const] : []
    })
    t.ok(literals.length > 0, heading)
    t.strictSame(Object.fromEntries(literals), ofCode, heading)
  }
})

t.test('every option of a guard has a section, or is described in the table of its group', async (t) => {
  for (const [name] of readTable('Options')) t.ok(document.anchors.includes(name.toLowerCase()), name)
})

t.test('the README has every option of a guard, with the same default', async (t) => {
  t.strictSame([...readTable('Options', readme)].sort(), [...readTable('Options')].sort())
})
