import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  type CallFields,
  type SampleJson,
  type SignedRequestOptions,
  sampleCall,
  sampleDay,
  sampleEvent,
} from '@telnyx-call/testing'
import { UsageError } from '../exit.ts'
import { parseJson, parseKeptDelivery, readText } from '../kept-file.ts'
import { readEventType, readStatus, type SendOptions } from './send-options.ts'

/** What is signed. */
type Content = Pick<SignedRequestOptions, 'fields' | 'json' | 'body' | 'headers'>

/** The events of one run. */
export interface SampleEvents {
  /** For people: `'call-completed'`. */
  readonly title: string
  readonly total: number
  /** What the ledger knows each event by: the form's fields, or a CallSid alone. */
  readonly identities: Iterable<CallFields>
  createContent(identity: CallFields): Content
}

const EVENTS_OF_A_CALL = 7
const DEFAULT_CALLS_OF_A_DAY = 10

/**
 * Reads which events to send. Each has ids of its own, which follow from the seed, so that no receiver takes one for a duplicate.
 *
 * @throws UsageError for an unknown type or status, and for a file that cannot be used
 */
export function readSampleEvents(options: SendOptions, seed: number): SampleEvents {
  const { file, day, field = {} } = options
  if (day) return readDay(options, seed)
  const total = options.count ?? 1
  const identities = listIdentities(total, seed)
  if (file !== undefined) return { title: file, total, identities, createContent: readFileContent(file) }
  const title = readEventType(options)
  if (title === 'json') {
    return {
      title,
      total,
      identities,
      createContent: ({ CallSid = '' }) => ({ json: createJson(CallSid, field) }),
    }
  }
  const sample = title === 'call-completed' ? sampleCall(readStatus(options)) : sampleEvent(title)
  return {
    title,
    total,
    identities: mapEach(identities, ({ CallSid }) => ({ ...replaceIds(sample, CallSid), ...field })),
    createContent: (fields) => ({ fields }),
  }
}

function readDay({ count = DEFAULT_CALLS_OF_A_DAY, field }: SendOptions, seed: number): SampleEvents {
  return {
    title: `a day of ${count} ${count === 1 ? 'call' : 'calls'}`,
    total: count * EVENTS_OF_A_CALL,
    identities: mapEach(sampleDay(count, { seed }), (fields) => ({ ...fields, ...field })),
    createContent: (fields) => ({ fields }),
  }
}

function readFileContent(path: string): () => Content {
  const text = readText(path)
  if (parseKeptDelivery(text) !== undefined) {
    throw new UsageError(
      'kept_delivery',
      `${path} is a kept delivery, not a body. Send it with: telnyx-call replay ${path} <url> --sign`,
    )
  }
  const isJson = /^\s*[{[]/.test(text) && parseJson(text) !== undefined
  const headers = { 'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded' }
  // Not the text, which has lost what is not UTF-8.
  const body = readFileSync(path)
  return () => ({ body, headers })
}

type Identity = Readonly<Record<'CallSid', string>>

function* listIdentities(count: number, seed: number): Generator<Identity> {
  for (let index = 0; index < count; index += 1) {
    const digest = createHash('sha512').update(`${seed}/${index}`).digest('base64url')
    // As long as those of Telnyx.
    yield { CallSid: `v3:${digest.slice(0, 54)}` }
  }
}

function replaceIds(sample: Readonly<Record<string, string>>, callSid: string): Record<string, string> {
  const ids: Readonly<Record<string, string>> = {
    CallSid: callSid,
    CallSidLegacy: callSid,
    CallControlId: callSid,
    RecordingSid: createUuid(`recording ${callSid}`),
    TranscriptionSid: createUuid(`transcription ${callSid}`),
  }
  return Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, ids[name] ?? value]))
}

/** @param field - properties of `data` to set; a dot leads into an object: `payload.text` */
function createJson(callSid: string, field: Readonly<Record<string, string>>): SampleJson {
  const sample = sampleEvent('json', { id: createUuid(callSid) })
  sample.data.payload.call_control_id = callSid
  for (const [path, text] of Object.entries(field)) {
    setProperty(sample.data, path.split('.'), parseJson(text) ?? text)
  }
  return sample
}

function setProperty(target: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    target[name] = value
    return
  }
  const inner = Object.hasOwn(target, name) ? target[name] : undefined
  const object = typeof inner === 'object' && inner !== null ? { ...inner } : {}
  setProperty(object, rest, value)
  target[name] = object
}

function createUuid(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

function* mapEach<Item, Result>(items: Iterable<Item>, map: (item: Item) => Result): Generator<Result> {
  for (const item of items) yield map(item)
}
