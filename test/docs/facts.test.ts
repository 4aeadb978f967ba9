import { readdir } from 'node:fs/promises'
import { readTelnyxEvent, toCallRecord } from '@telnyx-call/core'
import { sampleCall, sampleEventTypes, sampleVariants } from '@telnyx-call/testing'
import t from 'tap'
import { createTestKeys } from '../../packages/testing/src/keys.ts'
import { importSource } from './import-source.ts'
import { MarkdownFile, readNames } from './markdown.ts'
import { SourceFiles } from './source-files.ts'

const { readOptions } = await importSource<typeof import('../../packages/core/src/options.ts')>(
  'packages/core/src/options.ts',
)
const { formEvents } = await importSource<
  typeof import('../../packages/core/src/events/generated/registry.ts')
>('packages/core/src/events/generated/registry.ts')
const readme = await MarkdownFile.read('README.md')
const EVENTS = 'packages/core/src/observe/events.ts'
const DELIVERY = 'packages/core/src/delivery/delivery.ts'
const KEPT_DELIVERY = 'packages/core/src/delivery/kept-delivery.ts'

t.test('the README is read in four minutes', async (t) => {
  const words = readme.text.split(/\s+/).filter(Boolean).length
  t.ok(words <= 1200, `${words} words`)
})

t.test('the index of docs/ links to every page, and so does the README or CONTRIBUTING.md', async (t) => {
  const index = await MarkdownFile.read('docs/index.md')
  const pages = (await readdir('docs')).filter((name) => name.endsWith('.md') && name !== 'index.md')
  const contributing = await MarkdownFile.read('CONTRIBUTING.md')
  const links = [...readme.links, ...contributing.links]
  t.ok(pages.length >= 19)
  for (const page of pages) {
    t.ok(index.links.includes(page), `the index links to ${page}`)
    t.ok(
      links.some((link) => link.split('#')[0] === `docs/${page}`),
      `a page at the root links to ${page}`,
    )
  }
})

t.test('how many types of events there are', async (t) => {
  const count = formEvents.length + ['json', 'unknown'].length
  t.match(readme.text, `All [${count} event types](docs/events.md)`)
  for (const path of ['docs/index.md', 'docs/handler.md']) {
    t.match((await MarkdownFile.read(path)).text, `all ${count} types`, path)
  }
})

t.test('docs/handler.md tells of every property of the record and of the delivery', async (t) => {
  const document = await MarkdownFile.read('docs/handler.md')
  const fields = { ...sampleCall(), CallQualityStats: '{"mos":4}', ErrorCode: '1', ErrorMessage: 'x' }
  const event = readTelnyxEvent(new URLSearchParams(fields).toString())
  if (event.type !== 'call-completed') throw new Error(`${event.type} is no ended call`)
  const rows = document.findRows('The call as a record')
  const documented = rows.flatMap(([names = '']) => readNames(names)).map((name) => name.split(' ')[0])
  for (const name of Object.keys(toCallRecord(event))) t.ok(documented.includes(name), name)
  for (const name of rows.flatMap(([, names = '']) => readNames(names))) {
    if (/^[A-Z]/.test(name))
      t.ok(name in { ...fields, AnsweredTime: '', RecordingUrl: '' }, `${name} is a field`)
  }
  const delivery = new SourceFiles([DELIVERY]).readOptions(DELIVERY, 'Delivery')
  t.strictSame(
    document
      .findRows('The delivery')
      .flatMap(([names = '']) => readNames(names))
      .sort(),
    delivery.map(({ name }) => name).sort(),
  )
})

t.test('docs/observing.md has the fields of every event', async (t) => {
  const document = await MarkdownFile.read('docs/observing.md')
  const sources = new SourceFiles([EVENTS])
  const interfaces: Readonly<Record<string, string>> = {
    'telnyx-call:refused': 'RefusedEvent',
    'telnyx-call:acknowledged': 'AcknowledgedEvent',
    'telnyx-call:accepted': 'AcceptedEvent',
    'telnyx-call:settled': 'SettledEvent',
    'telnyx-call:forgotten': 'ForgottenEvent',
  }
  const rows = document.findRows('Events')
  t.strictSame(
    rows.map(([channel = '']) => readNames(channel)[0]),
    ['telnyx-call:received', ...Object.keys(interfaces)],
  )
  for (const [channel = '', , fields = ''] of rows) {
    const name = interfaces[readNames(channel)[0] ?? '']
    if (name === undefined) continue
    const documented = readNames(fields).filter((field) => !field.startsWith("'"))
    t.strictSame(
      documented.sort(),
      sources
        .readOptions(EVENTS, name)
        .map((field) => field.name)
        .sort(),
      name,
    )
  }
  const common = document.prose.slice(0, document.prose.indexOf('| channel |'))
  for (const { name } of ['ReceiverEvent', 'DeliveryEvent'].flatMap((type) =>
    sources.readOptions(EVENTS, type),
  )) {
    t.ok(readNames(common).includes(name), name)
  }
})

t.test('the durations in docs/delivery.md are those of the code', async (t) => {
  const { text } = await MarkdownFile.read('docs/delivery.md')
  const { deduplication, toleranceSeconds } = readOptions({ publicKey: createTestKeys().publicKey })
  const { waitForCopyMs, leaseMs, handlingLimitMs, rememberMs } = deduplication
  t.match(text, `it waits up to ${waitForCopyMs / 1000} s`)
  t.match(text, `a lease of ${leaseMs / 1000} s, renewed every ${leaseMs * 0.3} ms`)
  t.match(text, `longer than ${handlingLimitMs / 1000} s (\`handlingLimitMs\`)`)
  t.match(text, `for ${rememberMs / 3_600_000} hours`)
  t.match(text, `after ${toleranceSeconds} s it is too old`)
})

t.test('docs/delivery.md has every outcome of a failure', async (t) => {
  const { text } = await MarkdownFile.read('docs/delivery.md')
  t.strictSame(
    new SourceFiles([KEPT_DELIVERY]).readOptions(KEPT_DELIVERY, 'DeliveryFailure').map(({ name }) => name),
    ['outcome', 'error', 'status'],
  )
  for (const outcome of ["'failed'", "'abandoned'", "'handled'", "'duplicate'", "'other-event'"]) {
    t.match(text, `\`${outcome}\``)
  }
})

t.test(
  'docs/testing.md has every variant of a sample call, and docs/events.md every sample event',
  async (t) => {
    const { text } = await MarkdownFile.read('docs/testing.md')
    for (const variant of sampleVariants) t.match(text, `\`${variant}\``)
    const { anchors } = await MarkdownFile.read('docs/events.md')
    for (const type of sampleEventTypes) t.ok(anchors.includes(type), type)
  },
)

t.test('events without an identity', async (t) => {
  const { text } = await MarkdownFile.read('docs/events.md')
  const without = text
    .split(/^## /m)
    .filter((section) => section.includes('\n- Identity: none\n'))
    .map((section) => `\`${section.split('\n', 1)[0]}\``)
  const delivery = await MarkdownFile.read('docs/delivery.md')
  const [, listed = ''] = /next of their kind \(([^)]*)\)/.exec(delivery.text) ?? []
  t.strictSame(listed.split(', ').sort(), without.sort())
})
