import { gzipSync } from 'node:zlib'
import type { CauseCode } from '../../src/diagnosis/diagnosis.ts'
import { type Damage, damageBody, deliver } from './damage.ts'
import { sampleFields } from './samples.ts'

const LOST = { isReversible: false } as const
const LOST_FORM = { of: ['form'], isReversible: false } as const
const ENCODED: readonly CauseCode[] = ['form_encoded_again', 'space_encoding_changed']

/** Mistakes that lose parts of the body. */
export const lostBodyDamages: readonly Damage[] = [
  damageBody(
    'text_in_place_of_bytes',
    'bytes decoded as UTF-8 that were not',
    (body, random) => `${body}&Note=${random.pick(['%EF%BF%BD', '\u{FFFD}'])}`,
    LOST_FORM,
  ),
  damageBody('body_cut', 'cut', (body, random) => body.slice(0, 20 + random.below(body.length - 40)), LOST),
  damageBody('body_compressed', 'gzip decoded as text', (body) => gzipSync(body).toString('utf8'), LOST),
  damageBody(
    'body_parsed_before',
    'parsed before',
    (_, random) => random.pick(['', '{}', '[object Object]']),
    LOST,
  ),
  {
    name: 'four empty fields dropped',
    causes: ['empty_fields_dropped'],
    isReversible: false,
    make(random) {
      const all = sampleFields(random)
      if (all.length < 6) return undefined
      const fields = random
        .shuffle(all)
        .map(([name, value], index) => [name, index < 4 ? '' : value || 'x'] as const)
      const write = (some: typeof fields) =>
        some.map((field) => field.map(encodeURIComponent).join('=')).join('&')
      return deliver('form', write(fields), write(fields.filter(([, value]) => value !== '')), random)
    },
  },
  {
    name: 'many spaces, some + and some %20, made one',
    causes: ENCODED,
    isReversible: false,
    make(random) {
      const words = Array.from({ length: 12 }, () => `w${random.below(1000)}`)
      const form = `From=%2B13125550100&SpeechResult=${words.join(' ')}`
      const signed = form.replaceAll(' ', () => random.pick(['+', '%20']))
      return deliver('form', signed, form.replaceAll(' ', '+'), random)
    },
  },
  {
    name: 'sorted, from an order that nobody knows',
    causes: ['fields_reordered'],
    isReversible: false,
    make(random) {
      const all = sampleFields(random)
      if (all.length < 4) return undefined
      const fields = random.shuffle(all).map((field) => field.map(encodeURIComponent).join('='))
      return deliver('form', fields.join('&'), [...fields].sort().join('&'), random)
    },
  },
]
