import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventSchemas, texmlCallCompletedSchema } from '@telnyx-call/core/schema'
import { sampleCall } from '@telnyx-call/testing'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t, { type Test } from 'tap'
import { endedCall, writeEventModule } from '../tools/generate/event-module.ts'
import { readEvents } from '../tools/generate/event-specification.ts'
import { expectValidExamples } from '../tools/generate/examples.ts'
import { copySpecification, generate, readSources, readSpecification, repository } from './generator-run.ts'

const committed = readSources(repository)
const calls = readSpecification('calls')

t.setTimeout(120_000)

/** The sources of an ended call, generated from another text of calls.openapi.yaml. */
async function generateFrom(t: Test, text: string) {
  const directory = copySpecification(t, { calls: text })
  const run = await generate(t, directory)
  return { ...run, directory }
}

function replaceOnce(text: string, part: string | RegExp, replacement: string): string {
  const replaced = text.replace(part, replacement)
  if (replaced === text) throw new Error(`the specification has no ${part}`)
  return replaced
}

/** Where the sources that an ended call alone has are, and its module. */
const generatedFolder = 'packages/core/src/events/generated'
const callModule = `packages/core/src/events/generated/${endedCall}.ts`

t.test('generated twice, the same bytes as those that are committed', async (t) => {
  for (const _ of ['once', 'again']) {
    t.strictSame(await generate(t, join(repository, 'spec')), { exitCode: 0, stderr: '', sources: committed })
  }
})

t.test('a required field removed: types, table and validator do without it', async (t) => {
  const listed = replaceOnce(calls, /^ +- ConnectionId\n/m, '')
  const { exitCode, sources } = await generateFrom(t, replaceOnce(listed, /^ +ConnectionId: .*\n/m, ''))
  t.equal(exitCode, 0)
  t.strictSame(Object.keys(sources), Object.keys(committed))
  const names = ['sent-call.ts', 'validate.ts', 'schema.ts'].map((name) => `${generatedFolder}/${name}`)
  for (const name of [...names, callModule]) {
    t.ok(committed[name]?.includes('ConnectionId'), `${name} had it`)
    t.notOk(sources[name]?.includes('ConnectionId'), `${name} has it no more`)
    t.ok(sources[name]?.includes('AccountSid'), `${name} has the others`)
  }
  const untouched = `${generatedFolder}/schema-validator.ts`
  t.equal(sources[untouched], committed[untouched])
})

t.test('a field no longer required: optional in the types, not asked for by the validator', async (t) => {
  const { exitCode, sources } = await generateFrom(t, replaceOnce(calls, /^ +- ConnectionId\n/m, ''))
  t.equal(exitCode, 0)
  t.match(committed[callModule], 'readonly ConnectionId: string')
  t.match(sources[callModule], 'readonly ConnectionId?: string')
  const demand = "missingProperty: 'ConnectionId'"
  const validator = `${generatedFolder}/validate.ts`
  t.ok(committed[validator]?.includes(demand))
  t.notOk(sources[validator]?.includes(demand))
  t.equal(sources[`${generatedFolder}/sent-call.ts`], committed[`${generatedFolder}/sent-call.ts`])
})

t.test('a field of completed calls given to all: it moves in the types', async (t) => {
  const changed = replaceOnce(calls, /^( +HangupCause:\n(?: {18}.*\n)*?) {18}x-present-when: .*\n/m, '$1')
  const { exitCode, sources } = await generateFrom(t, changed)
  const isBeforeCompleted = (source = '') =>
    source.indexOf('readonly HangupCause') < source.indexOf('interface CompletedCall')
  t.equal(exitCode, 0)
  t.notOk(isBeforeCompleted(committed[callModule]))
  t.ok(isBeforeCompleted(sources[callModule]))
  t.equal(sources[`${generatedFolder}/validate.ts`], committed[`${generatedFolder}/validate.ts`])
})

const shared = readSpecification('shared')

/** What was changed in a file of the specification, and what the generator has to say of it. */
const mistakes: Record<string, [file: 'calls' | 'shared', text: string, message: RegExp]> = {
  'an empty file': ['calls', '', /^calls\.openapi\.yaml: the document: must be a mapping/],
  'a list for the webhooks': ['calls', 'webhooks: []\n', /webhooks: must be a mapping/],
  'an entry without a schema': [
    'calls',
    replaceOnce(calls, 'application/x-www-form-urlencoded', 'application/json'),
    /post\.requestBody\.content\.application\/x-www-form-urlencoded: must be a mapping/,
  ],
  'a required field that there is not': [
    'calls',
    replaceOnce(calls, '- ConnectionId\n', '- ConnectionID\n'),
    /required: no property "ConnectionID"/,
  ],
  'a reference to no file': [
    'calls',
    replaceOnce(calls, 'AccountSid: { $ref: shared.', 'AccountSid: { $ref: shard.'),
    /AccountSid\.\$ref: there is no shard\.openapi\.yaml/,
  ],
  'a reference to nothing': [
    'calls',
    replaceOnce(calls, 'schemas/AccountSid }', 'schemas/Account }'),
    /components\.schemas\.Account: must be a mapping/,
  ],
  'an unknown type': ['shared', replaceOnce(shared, 'type: boolean', 'type: bool'), /unknown "bool"/],
  'an unknown format': [
    'shared',
    replaceOnce(shared, 'format: date-time', 'format: datetime'),
    /unknown "datetime"/,
  ],
  'an unknown key': [
    'shared',
    replaceOnce(shared, /( +)type: boolean/, '$1type: boolean\n$1nullable: true'),
    /unknown key nullable/,
  ],
  'an unknown condition': [
    'shared',
    replaceOnce(shared, 'event: error }', 'event: eror }'),
    /unknown "eror"/,
  ],
  'a condition on an unknown status': [
    'calls',
    replaceOnce(calls, 'CallStatus: [completed] }', 'CallStatus: [complete] }'),
    /unknown "complete"/,
  ],
  'a required field with a condition': [
    'calls',
    replaceOnce(calls, '- ConnectionId\n', '- ConnectionId\n                - EndTime\n'),
    /EndTime: cannot be required and have x-present-when/,
  ],
  'a field without an example': [
    'shared',
    replaceOnce(shared, /^( {4}CallerId:\n(?: {6}.*\n)*?) {6}example: .*\n/m, '$1'),
    /CallerId: must have an example/,
  ],
  'a field called type': [
    'calls',
    replaceOnce(calls, ' UserId:\n', ' type:\n'),
    /properties\.type: cannot be called type/,
  ],
  'an enum of texts for an integer': [
    'shared',
    replaceOnce(shared, 'enum: [1, 2]', 'enum: [one, two]'),
    /RecordingChannels\.enum: must be a list of texts/,
  ],
  'an example that departs from the schema': [
    'shared',
    replaceOnce(shared, 'example: 3\n', 'example: three\n'),
    /the examples of call-completed: example\/SequenceNumber must be integer/,
  ],
  'a closed schema': [
    'calls',
    replaceOnce(calls, 'additionalProperties: true', 'additionalProperties: false'),
    /must allow additionalProperties/,
  ],
  'a schema of a list': [
    'calls',
    replaceOnce(calls, 'type: object', 'type: array'),
    /must be of type object/,
  ],
  'a type of event in capitals': [
    'calls',
    replaceOnce(calls, 'x-event: call-completed', 'x-event: CallCompleted'),
    /x-event: must be words in lower case/,
  ],
  'the same type twice': [
    'calls',
    replaceOnce(calls, 'x-event: call-ringing', 'x-event: call-answered'),
    /x-event call-answered is there twice/,
  ],
  'the same order twice': [
    'calls',
    replaceOnce(calls, 'order: 20', 'order: 30'),
    /call-initiated and call-ringing have the same x-match\.order/,
  ],
  'an order that is no number': [
    'calls',
    replaceOnce(calls, 'order: 20', 'order: first'),
    /callInitiated\.x-match\.order: must be an integer/,
  ],
  'a match of nothing': [
    'calls',
    replaceOnce(calls, /equals:\n.*\n.*\n/, 'absent: [Digits]\n'),
    /callCompleted\.x-match: must ask for a field/,
  ],
  'a match on a field that the event does not have': [
    'calls',
    replaceOnce(calls, 'present: [MachineDetectionDuration]', 'present: [Duration]'),
    /x-match: no property "Duration"/,
  ],
  'a match on a field that no event has': [
    'calls',
    replaceOnce(calls, 'absent: [CallStatus, CallbackSource]', 'absent: [CallState]'),
    /x-match of call-machine-detection: no property "CallState"/,
  ],
  'words of a match that are a pattern': [
    'calls',
    replaceOnce(calls, 'present: [MachineDetectionDuration]', 'like: { AnsweredBy: machine.* }'),
    /x-match\.like\.AnsweredBy: must be words joined by \|/,
  ],
  'an unknown condition of a match': [
    'calls',
    replaceOnce(calls, 'present: [MachineDetectionDuration]', 'has: [MachineDetectionDuration]'),
    /x-match: unknown key has/,
  ],
  'an identity by a field that there is not': [
    'calls',
    replaceOnce(calls, 'DialCallSid?]', 'DialSid?]'),
    /x-identity: no property "DialSid"/,
  ],
  'waiting for TeXML by a field that there is not': [
    'calls',
    replaceOnce(calls, 'when-present: [DialCallStatus', 'when-present: [DialStatus'),
    /x-waits-for-texml: no property "DialStatus"/,
  ],
  'no source': [
    'calls',
    replaceOnce(calls, 'x-documented: specification', 'x-documented: hearsay'),
    /x-documented: must be specification or page or customers-code/,
  ],
  'a pattern of another type': [
    'calls',
    replaceOnce(calls, /(patternProperties:\n.*\n.*\n +type: )string/, '$1integer'),
    /patternProperties\..*\.type: must be string/,
  ],
  'a name that does not fit its pattern': [
    'calls',
    replaceOnce(calls, 'x-example-name: CallCost', 'x-example-name: Cost'),
    /x-example-name: does not fit the pattern/,
  ],
  'a pattern that no type can express': [
    'calls',
    replaceOnce(calls, "'^CallCost\\[.+\\]$'", "'^CallCost.[a-z]'").replace('CallCost[v3', 'CallCost[a'),
    /must be like/,
  ],
}

for (const [name, [file, text, message]] of Object.entries(mistakes)) {
  t.test(`refused: ${name}`, async (t) => {
    const directory = copySpecification(t, { [file]: text })
    const attempt = () => {
      const events = readEvents(directory)
      expectValidExamples(events)
      events.map(writeEventModule)
    }
    t.throws(attempt, { name: 'SpecificationError', message })
  })
}

t.test('call statuses that the types cannot tell apart are refused', async (t) => {
  const writeCallModule = (text: string) => {
    const events = readEvents(copySpecification(t, { calls: text }))
    for (const event of events) if (event.type === endedCall) writeEventModule(event)
  }
  const same = calls.replaceAll(
    'CallStatus: [completed] }',
    'CallStatus: [completed, busy, no-answer, canceled, failed] }',
  )
  const third = replaceOnce(calls, 'CallStatus: [completed] }', 'CallStatus: [completed, busy] }')
  for (const text of [same, third]) {
    t.throws(() => writeCallModule(text), {
      name: 'SpecificationError',
      message: /x-present-when: must divide the values of CallStatus into two groups/,
    })
  }
  const optional = replaceOnce(calls, /^ +- CallStatus\n/m, '')
  t.throws(() => writeCallModule(optional), { message: /CallStatus: must be a required field/ })
})

const broken: Record<string, [text: string, message: RegExp]> = {
  'no YAML': [replaceOnce(calls, 'openapi: 3.1.0', 'openapi: [3.1.0'), /calls\.openapi\.yaml: .*line \d+/],
  'a mistake in the specification': [
    replaceOnce(calls, 'event: hangup', 'event: hangups'),
    /calls\.openapi\.yaml: .*unknown "hangups"/,
  ],
  'no ended call': [
    replaceOnce(calls, 'x-event: call-completed', 'x-event: call-over'),
    /must be call-completed for one of the events/,
  ],
}

for (const [name, [text, message]] of Object.entries(broken)) {
  t.test(`a clear error on the command line: ${name}`, async (t) => {
    const { exitCode, stderr, directory, sources } = await generateFrom(t, text)
    t.equal(exitCode, 1)
    t.match(stderr, message)
    t.ok(stderr.startsWith(`${directory}: `), 'the folder is named first')
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

t.test("the exported schema of every event in a stranger's Ajv", async (t) => {
  const ajv = new Ajv2020({ strict: true, allErrors: true })
  addFormats.default(ajv)
  for (const [type, schema] of Object.entries(eventSchemas)) {
    const validate = ajv.compile(schema)
    const sample = Object.fromEntries(
      Object.entries(schema.properties).map(([name, { examples }]) => [name, examples[0]]),
    )
    t.ok(validate(sample), type)
    t.equal(schema.$id, `urn:telnyx-call:texml-${type}`)
    for (const name of schema.required)
      t.notOk(validate({ ...sample, [name]: undefined }), `${type} without ${name}`)
  }
})

t.test('no code is made at run time, and the validator needs no Ajv', async (t) => {
  const dist = join(repository, 'packages/core/dist')
  const built = readdirSync(dist)
    .filter((name) => /\.(mjs|cjs)$/.test(name))
    .map((name) => [name, readFileSync(join(dist, name), 'utf8')])
  const modules: Record<string, string> = { ...Object.fromEntries(built), ...committed }
  t.ok(
    Object.values(modules).some(
      (source) => /\bvalidate\d+\b/.test(source) && source.includes('missingProperty'),
    ),
  )
  for (const [name, source] of Object.entries(modules)) {
    const code = source.replaceAll(/^\s*(?:\*|\/\*|\/\/).*$/gm, '')
    t.notMatch(code, /\bnew Function\b|\bFunction\(|\beval\(/, name)
    t.notMatch(code, /(?:from|require\(|import\() *['"](?:ajv|yaml)/, name)
  }
})
