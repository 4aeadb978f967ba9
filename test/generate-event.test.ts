import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { copySpecification, generate, readSources, readSpecification, repository } from './generator-run.ts'

/** What somebody writes who adds an event. */
const entry = `
  faxReceived:
    x-event: fax-received
    x-documented: page
    x-match:
      order: 85
      present: [FaxSid]
      absent: [CallbackSource]
    x-identity: [AccountSid, FaxSid, FaxStatus, Pages?]
    x-waits-for-texml: { when-present: [Action] }
    parameters:
      - $ref: shared.openapi.yaml#/components/parameters/TelnyxTimestamp
      - $ref: shared.openapi.yaml#/components/parameters/TelnyxSignature
    post:
      operationId: texmlFaxReceived
      summary: A fax came in.
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              title: TexmlFaxReceived
              description: A fax came in.
              type: object
              additionalProperties: true
              required: [AccountSid, FaxSid, FaxStatus]
              properties:
                AccountSid: { $ref: shared.openapi.yaml#/components/schemas/AccountSid }
                FaxSid:
                  description: Id of the fax.
                  type: string
                  example: fax-1
                FaxStatus:
                  description: State of the fax.
                  type: string
                  enum: [received, failed]
                  example: received
                Pages:
                  description: Number of pages.
                  type: integer
                  example: 2
                Action:
                  description: Where the instructions are fetched.
                  type: string
                  example: https://example.com/fax
      responses:
        "200": { $ref: shared.openapi.yaml#/components/responses/Received }
`

const committed = readSources(repository)
const streams = readSpecification('streams')
const module = 'packages/core/src/events/generated/fax-received.ts'
/** What lists all events, and so gets one more. */
const lists = [
  'docs/events.md',
  'packages/core/src/events/generated/registry.ts',
  'packages/core/src/events/generated/event-schemas.ts',
  'packages/testing/src/generated/sample-events.ts',
]

t.setTimeout(120_000)

t.test('one YAML entry adds an event, and no other file changes', async (t) => {
  const directory = copySpecification(t, { streams: streams.replace('\nwebhooks:\n', `\nwebhooks:${entry}`) })
  const { exitCode, stderr, sources } = await generate(t, directory)
  t.strictSame({ exitCode, stderr }, { exitCode: 0, stderr: '' })

  const changed = Object.keys(sources).filter((path) => sources[path] !== committed[path])
  t.strictSame(changed, [...lists, module].sort())
  t.strictSame(
    Object.keys(committed).filter((path) => !(path in sources)),
    [],
    'nothing is gone',
  )

  const isOfFax = (line: string) => /fax/i.test(line)
  for (const path of lists) {
    const linesBefore = new Set(committed[path]?.split('\n'))
    t.ok(sources[path]?.split('\n').some(isOfFax), `${path} has it`)
    if (path.endsWith('registry.ts')) {
      const added = sources[path]?.split('\n').filter((line) => !linesBefore.has(line))
      t.ok(added?.every(isOfFax), 'the registry has nothing else that is new')
    }
  }
  const order = [...(sources[lists[1] as string] ?? '').matchAll(/^ {2}(\w+),$/gm)].map(([, name]) => name)
  t.strictSame(order.slice(order.indexOf('faxReceived') - 1).slice(0, 3), [
    'liveTranscription',
    'faxReceived',
    'conferenceStart',
  ])

  await t.test('it works: types, rules, match and identity', async (t) => {
    const root = writeSourceTree(t, sources)
    const output = execFileSync(process.execPath, ['--import', 'tsx', join(root, 'try.ts')], {
      encoding: 'utf8',
      cwd: repository,
    })
    t.strictSame(JSON.parse(output), {
      event: { type: 'fax-received', AccountSid: 'a', FaxSid: 'f', Pages: 3 },
      schemaErrors: [
        { field: 'FaxStatus', rule: 'enum', message: 'must be equal to one of the allowed values' },
      ],
      waitsForTexml: true,
      identity: { values: ['fax-received', 'a', 'f', 'lost', 3], isUnique: true },
    })
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
    const run = () => execFileSync(process.execPath, [tsc, '-p', root], { encoding: 'utf8', stdio: 'pipe' })
    t.doesNotThrow(run, 'the types compile, and narrow')
  })
})

/** The core's sources with the generated ones put in, and a file that uses the new event. */
function writeSourceTree(
  t: { teardown(run: () => void): void },
  sources: Readonly<Record<string, string>>,
): string {
  const root = mkdtempSync(join(tmpdir(), 'telnyx-call-event-'))
  t.teardown(() => rmSync(root, { recursive: true }))
  cpSync(join(repository, 'packages/core/src'), join(root, 'packages/core/src'), { recursive: true })
  for (const [path, source] of Object.entries(sources)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), source)
  }
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module' }))
  writeFileSync(
    join(root, 'tsconfig.json'),
    JSON.stringify({
      extends: join(repository, 'tsconfig.base.json'),
      compilerOptions: { typeRoots: [join(repository, 'node_modules/@types')] },
      include: ['try.ts'],
    }),
  )
  writeFileSync(
    join(root, 'try.ts'),
    `import { readFormEvent } from './packages/core/src/events/form-event.ts'
const reading = readFormEvent(new TextEncoder().encode('AccountSid=a&FaxSid=f&FaxStatus=lost&Pages=3&Action='))
const waiting = readFormEvent(new TextEncoder().encode('AccountSid=a&FaxSid=f&FaxStatus=lost&Pages=3&Action=x'))
const { event } = reading
if (event.type === 'fax-received') {
  const status: 'received' | 'failed' = event.FaxStatus
  const pages: number | undefined = event.Pages
  // @ts-expect-error -- a fax has no digits
  void [status, pages, event.Digits]
}
console.log(JSON.stringify({ ...reading, waitsForTexml: waiting.waitsForTexml && !reading.waitsForTexml }))
`,
  )
  return root
}
