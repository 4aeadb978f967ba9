import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { texmlCallCompletedSchema } from '@telnyx-call/core/schema'
import { sampleCall } from '@telnyx-call/testing'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t, { type Test } from 'tap'
import { writeCallTypesModule } from '../tools/generate/call-types.ts'
import { readSpecification } from '../tools/generate/specification.ts'
import { writeValidatorModule } from '../tools/generate/validator.ts'

const repository = fileURLToPath(new URL('../', import.meta.url))
const specification = join(repository, 'spec/texml-call-completed.openapi.yaml')
const yaml = readFileSync(specification, 'utf8')
const committed = readSources(join(repository, 'packages/core/src/generated'))

// The generator starts the formatter once for each file.
t.setTimeout(120_000)

interface Run {
  readonly exitCode: number
  readonly stderr: string
}

function generate(...specificationAndDirectory: string[]): Promise<Run> {
  const command = ['--import', 'tsx', 'tools/generate.ts', ...specificationAndDirectory]
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: repository }, (error, _, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stderr })
    })
  })
}

function readSources(directory: string): Record<string, string> {
  const names = readdirSync(directory).sort()
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]))
}

function makeDirectory(t: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'telnyx-call-generate-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  return directory
}

/** Generates from another text of the specification. */
async function generateFrom(
  t: Test,
  text: string,
): Promise<Run & { path: string; sources: Record<string, string> }> {
  const directory = makeDirectory(t)
  const path = join(directory, 'changed.openapi.yaml')
  writeFileSync(path, text)
  const run = await generate(path, join(directory, 'generated'))
  const isMade = readdirSync(directory).includes('generated')
  return { ...run, path, sources: isMade ? readSources(join(directory, 'generated')) : {} }
}

function replaceOnce(text: string, part: string | RegExp, replacement: string): string {
  const replaced = text.replace(part, replacement)
  if (replaced === text) throw new Error(`the specification has no ${part}`)
  return replaced
}

t.test('generated twice, the same bytes as those that are committed', async (t) => {
  for (const _ of ['once', 'again']) {
    const directory = makeDirectory(t)
    t.strictSame(await generate(specification, directory), { exitCode: 0, stderr: '' })
    t.strictSame(readSources(directory), committed)
  }
})

t.test('a required field removed: types, table and validator do without it', async (t) => {
  const listed = replaceOnce(yaml, /^ +- ConnectionId\n/m, '')
  const removed = replaceOnce(listed, /^ {8}ConnectionId:\n(?: {10}.*\n)+/m, '')
  const { exitCode, sources } = await generateFrom(t, removed)
  t.equal(exitCode, 0)
  t.strictSame(Object.keys(sources), Object.keys(committed))
  for (const name of ['call.ts', 'sent-call.ts', 'validate.ts', 'schema.ts']) {
    t.ok(committed[name]?.includes('ConnectionId'), `${name} had it`)
    t.notOk(sources[name]?.includes('ConnectionId'), `${name} has it no more`)
    t.ok(sources[name]?.includes('AccountSid'), `${name} has the others`)
  }
  t.equal(sources['schema-validator.ts'], committed['schema-validator.ts'])
})

t.test('a field no longer required: optional in the types, not asked for by the validator', async (t) => {
  const { exitCode, sources } = await generateFrom(t, replaceOnce(yaml, /^ +- ConnectionId\n/m, ''))
  t.equal(exitCode, 0)
  t.match(committed['call.ts'], 'readonly ConnectionId: string')
  t.match(sources['call.ts'], 'readonly ConnectionId?: string')
  const demand = "missingProperty: 'ConnectionId'"
  t.ok(committed['validate.ts']?.includes(demand))
  t.notOk(sources['validate.ts']?.includes(demand))
  t.equal(sources['sent-call.ts'], committed['sent-call.ts'])
})

t.test('a field of completed calls given to all: it moves in the types', async (t) => {
  const changed = replaceOnce(yaml, /^( {8}HangupCause:\n(?: {10}.*\n)*?) {10}x-present-when: .*\n/m, '$1')
  const { exitCode, sources } = await generateFrom(t, changed)
  const isBeforeCompleted = (source = '') =>
    source.indexOf('readonly HangupCause') < source.indexOf('interface CompletedCall')
  t.equal(exitCode, 0)
  t.notOk(isBeforeCompleted(committed['call.ts']))
  t.ok(isBeforeCompleted(sources['call.ts']))
  t.equal(sources['validate.ts'], committed['validate.ts'])
})

/** What was changed in the specification, and what the generator has to say of it. */
const mistakes: Record<string, [text: string, message: RegExp]> = {
  'an empty file': ['', /the document: must be a mapping/],
  'another document': ['openapi: 3.1.0\n', /components: must be a mapping/],
  'a list for the properties': [
    replaceOnce(yaml, /^ {6}properties:\n(?:.*\n)*/m, '      properties: []\n'),
    /TexmlCallCompleted\.properties: must be a mapping/,
  ],
  'a required field that there is not': [
    replaceOnce(yaml, '- ConnectionId\n', '- ConnectionID\n'),
    /required: no property "ConnectionID"/,
  ],
  'an unknown type': [
    replaceOnce(yaml, /(ShakenStirValidated:\n.*\n +type: )boolean/, '$1bool'),
    /ShakenStirValidated\.type: unknown "bool"/,
  ],
  'an unknown format': [replaceOnce(yaml, 'format: date-time', 'format: datetime'), /unknown "datetime"/],
  'an unknown key': [
    replaceOnce(yaml, /( +)type: boolean/, '$1type: boolean\n$1nullable: true'),
    /unknown key nullable/,
  ],
  'an unknown condition': [replaceOnce(yaml, 'event: error }', 'event: eror }'), /unknown "eror"/],
  'a condition on an unknown status': [
    replaceOnce(yaml, 'CallStatus: [completed] }', 'CallStatus: [complete] }'),
    /unknown "complete"/,
  ],
  'a required field with a condition': [
    replaceOnce(yaml, '- ConnectionId\n', '- ConnectionId\n        - EndTime\n'),
    /EndTime: cannot be required and have x-present-when/,
  ],
  'a field without an example': [
    replaceOnce(yaml, /^( {8}CallerId:\n(?: {10}.*\n)*?) {10}example: .*\n/m, '$1'),
    /CallerId: must have an example/,
  ],
  'an example that departs from the schema': [
    replaceOnce(yaml, 'SequenceNumber: 3\n', 'SequenceNumber: three\n'),
    /example\/SequenceNumber must be integer/,
  ],
  'a closed schema': [
    replaceOnce(yaml, 'additionalProperties: true', 'additionalProperties: false'),
    /must allow additionalProperties/,
  ],
}

for (const [name, [text, message]] of Object.entries(mistakes)) {
  t.test(`refused: ${name}`, async (t) => {
    t.throws(() => writeValidatorModule(readSpecification(text)), { name: 'SpecificationError', message })
  })
}

t.test('call statuses that the types cannot tell apart are refused', async (t) => {
  const same = yaml.replaceAll(
    'CallStatus: [completed] }',
    'CallStatus: [completed, busy, no-answer, canceled, failed] }',
  )
  const third = replaceOnce(yaml, 'CallStatus: [completed] }', 'CallStatus: [completed, busy] }')
  for (const text of [same, third]) {
    t.throws(() => writeCallTypesModule(readSpecification(text)), {
      name: 'SpecificationError',
      message: /x-present-when: must divide the values of CallStatus into two groups/,
    })
  }
  const optional = replaceOnce(yaml, /^ +- CallStatus\n/m, '')
  t.throws(() => writeCallTypesModule(readSpecification(optional)), {
    message: /CallStatus: must be a required field/,
  })
})

const broken: Record<string, [text: string, message: RegExp]> = {
  'no YAML': [replaceOnce(yaml, 'openapi: 3.1.0', 'openapi: [3.1.0'), /line \d+/],
  'a mistake in the specification': [replaceOnce(yaml, 'type: boolean', 'type: bool'), /unknown "bool"/],
}

for (const [name, [text, message]] of Object.entries(broken)) {
  t.test(`a clear error on the command line: ${name}`, async (t) => {
    const { exitCode, stderr, path, sources } = await generateFrom(t, text)
    t.equal(exitCode, 1)
    t.match(stderr, message)
    t.ok(stderr.startsWith(`${path}: `), 'the file is named first')
    t.notMatch(stderr, /^ +at /m, 'without a stack')
    t.strictSame(sources, {}, 'nothing is written')
  })
}

t.test("the exported JSON Schema in a stranger's Ajv", async (t) => {
  const ajv = new Ajv2020({ strict: true, allErrors: true })
  addFormats.default(ajv)
  const validate = ajv.compile(texmlCallCompletedSchema)
  const sample: Record<string, unknown> = { ...sampleCall(), SequenceNumber: 3, ShakenStirValidated: true }
  t.ok(validate(sample))
  t.ok(validate({ ...sample, Unknown: 'x' }), 'unknown fields are allowed')

  const { required } = texmlCallCompletedSchema
  t.equal(required.length, 11)
  for (const name of required) {
    const { [name]: _, ...rest } = sample
    t.notOk(validate(rest), `without ${name}`)
    t.match(validate.errors, [{ keyword: 'required', params: { missingProperty: name } }])
  }
  const wrong = {
    SequenceNumber: '3',
    ShakenStirValidated: 'true',
    CallStatus: 'ringing',
    Timestamp: 'now',
    To: 1,
  }
  for (const [name, value] of Object.entries(wrong)) {
    t.notOk(validate({ ...sample, [name]: value }), `${name} ${value}`)
    t.match(validate.errors, [{ instancePath: `/${name}` }])
  }
  t.equal(Object.keys(texmlCallCompletedSchema.properties).length, 38)
})

t.test('no code is made at run time, and the validator needs no Ajv', async (t) => {
  const built = readSources(join(repository, 'packages/core/dist'))
  const modules = Object.entries({ ...built, 'validate.ts': committed['validate.ts'] ?? '' }).filter(
    ([name]) => /\.(mjs|cjs|ts)$/.test(name) && !name.includes('.d.'),
  )
  t.ok(modules.some(([, source]) => /\bvalidate\d+\b/.test(source) && source.includes('missingProperty')))
  for (const [name, source] of modules) {
    const code = source.replaceAll(/^\s*(?:\*|\/\*|\/\/).*$/gm, '')
    t.notMatch(code, /\bnew Function\b|\bFunction\(|\beval\(/, name)
    t.notMatch(code, /(?:from|require\(|import\() *['"](?:ajv|yaml)/, name)
  }
})
