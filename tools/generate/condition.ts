import { SpecificationError } from './specification-error.ts'
import { readMapping, readText, readTexts } from './yaml-value.ts'

/** When the sender includes a field: one `x-present-when` of the specification. */
export interface Condition {
  /** The condition in words. */
  readonly sentence: string
  /** The call statuses that it allows; undefined if it is not about the status. */
  readonly statuses: readonly string[] | undefined
}

/** What conditions may refer to. */
export interface ConditionTerms {
  readonly statuses: readonly string[]
  readonly fieldNames: readonly string[]
}

/** Keys whose value is one of a few words, and how each reads after "Only". */
const phrases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  event: {
    hangup: 'in callbacks that report a hangup',
    'dial-hangup-action': 'in the action callback of a Dial, sent at its hangup',
    error: 'after an error',
    referred: 'when the transfer succeeded',
  },
  direction: { 'outbound-dial': 'on an outbound call started by a Dial' },
  feature: { recording: 'when the call was being recorded' },
  input: { keys: 'when the caller pressed keys', speech: 'when the caller spoke' },
}

/** Names that the key `available` accepts besides fields. */
const senderData = ['shaken_stir_data', 'start_time', 'end_time', 'recording_url']

const knownKeys = ['CallStatus', 'available', ...Object.keys(phrases)]

export function readCondition(value: unknown, where: string, terms: ConditionTerms): Condition {
  const entries = Object.entries(readMapping(value, where))
  const [entry] = entries
  if (entry === undefined || entries.length > 1) {
    throw new SpecificationError(where, 'must have exactly one key')
  }
  const [key, argument] = entry
  expectKnown(key, knownKeys, where)
  const argumentPlace = `${where}.${key}`
  if (key === 'CallStatus') return readStatusCondition(argument, argumentPlace, terms.statuses)
  if (key === 'available') return readAvailableCondition(argument, argumentPlace, terms.fieldNames)
  return readPhraseCondition(argument, argumentPlace, phrases[key] ?? {})
}

function readStatusCondition(argument: unknown, where: string, known: readonly string[]): Condition {
  const statuses = readTexts(argument, where)
  for (const status of statuses) expectKnown(status, known, where)
  return { sentence: `Only when \`CallStatus\` is ${quoteAll(statuses, 'or')}.`, statuses }
}

function readAvailableCondition(argument: unknown, where: string, fieldNames: readonly string[]): Condition {
  const names = readTexts(argument, where)
  for (const name of names) expectKnown(name, [...fieldNames, ...senderData], where)
  const verb = names.length === 1 ? 'is' : 'are'
  return { sentence: `Only when ${quoteAll(names, 'and')} ${verb} available.`, statuses: undefined }
}

function readPhraseCondition(
  argument: unknown,
  where: string,
  known: Readonly<Record<string, string>>,
): Condition {
  const word = readText(argument, where)
  expectKnown(word, Object.keys(known), where)
  return { sentence: `Only ${known[word]}.`, statuses: undefined }
}

function expectKnown(word: string, known: readonly string[], where: string): void {
  if (!known.includes(word)) {
    throw new SpecificationError(where, `unknown "${word}"; the generator knows ${known.join(', ')}`)
  }
}

/** `a`, `b` and `c` */
export function quoteAll(words: readonly string[], conjunction: 'and' | 'or'): string {
  const quoted = words.map((word) => `\`${word}\``)
  const last = quoted.pop() ?? ''
  return quoted.length === 0 ? last : `${quoted.join(', ')} ${conjunction} ${last}`
}
