import querystring from 'node:querystring'
import { gzipSync } from 'node:zlib'
import type { CauseCode } from '../../src/diagnosis/diagnosis.ts'
import { type Damage, damageBody, deliver } from './damage.ts'
import type { Random } from './random.ts'
import { encoders, type Fields, sampleBody, sampleFields, sampleJson } from './samples.ts'

const FORM = { of: ['form'] } as const
const JSON_ONLY = { of: ['json'] } as const
const ENCODED: readonly CauseCode[] = [
  'form_encoded_again',
  'space_encoding_changed',
  'percent_escape_case_changed',
]
const BYTE_ORDER_MARK = '\u{FEFF}'

/** Signs what `write` makes of fields, and receives what `rewrite` does. */
function damageFields(
  code: CauseCode | readonly CauseCode[],
  name: string,
  sign: (fields: Fields, random: Random) => Fields,
  receive: (fields: Fields, random: Random) => Fields,
): Damage {
  return {
    name,
    causes: [code].flat(),
    isReversible: true,
    make(random) {
      const fields = sampleFields(random)
      if (fields.length < 6) return undefined
      const encode = random.pick(encoders)
      const signed = sign(fields, random)
      return deliver('form', encode(signed), encode(receive(signed, random)), random)
    },
  }
}

/** Signs one writing of JSON or text, and receives another. */
function damageText(
  code: CauseCode,
  name: string,
  write: (json: unknown, random: Random) => string,
  change: (text: string) => string | Uint8Array,
): Damage {
  return {
    name,
    causes: [code],
    isReversible: true,
    make(random) {
      const signed = write(sampleJson(random), random)
      return deliver('json', signed, change(signed), random)
    },
  }
}

const sortByName = (fields: Fields): Fields => [...fields].sort(([name], [other]) => (name < other ? -1 : 1))
const decode = (form: string): Fields => [...new URLSearchParams(form)]
const toObject = (form: string) => Object.fromEntries(new URLSearchParams(form))
const toAscii = (text: string) =>
  text.replaceAll(
    /[\u007F-\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
const toPython = (json: unknown) =>
  toAscii(
    JSON.stringify(json, null, 1)
      .replaceAll(/\n */g, ' ')
      .replaceAll('{ ', '{')
      .replaceAll(' }', '}')
      .replaceAll('[ ', '[')
      .replaceAll(' ]', ']'),
  )
const emptyAt =
  (names: readonly string[]) =>
  (fields: Fields): Fields =>
    fields.map(([name, value]) => [name, names.includes(name) ? '' : value])

/** Mistakes that change the body and can be taken back. */
export const bodyDamages: readonly Damage[] = [
  damageBody(
    'trailing_newline_added',
    'line break added',
    (body, random) => body + random.pick(['\n', '\r\n', '\n\n']),
  ),
  damageText(
    'trailing_newline_removed',
    'line break removed',
    (json, random) => JSON.stringify(json) + random.pick(['\n', '\r\n']),
    (text) => text.trimEnd(),
  ),
  damageText(
    'line_breaks_changed',
    'LF to CRLF',
    (json) => JSON.stringify(json, null, 2),
    (text) => text.replaceAll('\n', '\r\n'),
  ),
  damageText(
    'line_breaks_changed',
    'CRLF to LF',
    (json) => JSON.stringify(json, null, 2).replaceAll('\n', '\r\n'),
    (text) => text.replaceAll('\r\n', '\n'),
  ),
  damageBody('byte_order_mark_added', 'byte order mark added', (body) => BYTE_ORDER_MARK + body),
  damageText(
    'byte_order_mark_removed',
    'byte order mark removed',
    (json) => BYTE_ORDER_MARK + JSON.stringify(json),
    (text) => text.slice(1),
  ),
  damageBody(
    'surrounding_whitespace_added',
    'spaces around',
    (body, random) => random.pick([' ', '  ', '\t']) + body,
  ),
  damageBody('body_compressed', 'gzip', (body) => gzipSync(body)),
  damageBody('body_in_base64', 'base64', (body) => Buffer.from(body).toString('base64')),
  damageBody('body_in_json_string', 'JSON string', (body) => JSON.stringify(body)),
  damageBody('bytes_listed_as_json', 'JSON of a Buffer', (body, random) =>
    JSON.stringify(random.pick([Buffer.from(body), [...Buffer.from(body)], { ...Buffer.from(body) }])),
  ),
  damageBody(
    'character_encoding_changed',
    'UTF-8 read as Latin-1',
    (body) => Buffer.from(body).toString('latin1'),
    JSON_ONLY,
  ),
  damageBody(
    'character_encoding_changed',
    'written as Latin-1',
    (body) => (/[^\0-\u00FF]/.test(body) ? undefined : Buffer.from(body, 'latin1')),
    JSON_ONLY,
  ),
  damageBody(ENCODED, 'URLSearchParams', (body) => new URLSearchParams(body).toString(), FORM),
  damageBody(ENCODED, 'node:querystring', (body) => querystring.stringify(querystring.parse(body)), FORM),
  damageBody(ENCODED, 'another encoder', (body, random) => random.pick(encoders)(decode(body)), FORM),
  damageBody('space_encoding_changed', 'plus to %20', (body) => body.replaceAll('+', '%20'), FORM),
  damageBody('space_encoding_changed', '%20 to plus', (body) => body.replaceAll('%20', '+'), FORM),
  damageBody(
    'percent_escape_case_changed',
    'lower-case escapes',
    (body) => body.replaceAll(/%../g, (hex) => hex.toLowerCase()),
    FORM,
  ),
  damageFields('fields_reordered', 'sorted', (fields) => fields, sortByName),
  damageFields('fields_reordered', 'shuffled, sorted by the sender', sortByName, (fields, random) =>
    random.shuffle(fields),
  ),
  damageFields(
    'empty_fields_dropped',
    'one empty field dropped',
    (fields, random) =>
      emptyAt([random.pick(fields.slice(3))[0]])(
        fields.map(([name, value]) => [name, value === '' ? 'x' : value]),
      ),
    (fields) => fields.filter(([, value]) => value !== ''),
  ),
  damageFields(
    'empty_fields_dropped',
    'two empty fields dropped',
    (fields, random) =>
      emptyAt(
        random
          .shuffle(fields.slice(3))
          .slice(0, 2)
          .map(([name]) => name),
      )(fields.map(([name, value]) => [name, value === '' ? 'x' : value])),
    (fields) => fields.filter(([, value]) => value !== ''),
  ),
  {
    name: 'form as JSON',
    causes: ['form_turned_into_json'],
    isReversible: true,
    make(random) {
      const signed = sampleBody('form', random)
      const contentType = random.pick(['application/json', undefined])
      return deliver(
        'form',
        signed,
        JSON.stringify(toObject(signed), null, random.pick([0, 2])),
        random,
        contentType,
      )
    },
  },
  damageBody(
    'json_turned_into_form',
    'JSON parsed as a form',
    (body) =>
      /[&=+%]/.test(body.replaceAll('+1', '').replaceAll('+3', ''))
        ? undefined
        : `${encodeURIComponent(body)}=`,
    JSON_ONLY,
  ),
  damageText(
    'json_serialized_again',
    'indented to compact',
    (json, random) => JSON.stringify(json, null, random.pick([2, 4, '\t'])),
    (text) => JSON.stringify(JSON.parse(text)),
  ),
  damageText(
    'json_serialized_again',
    'compact to indented',
    (json) => JSON.stringify(json),
    (text) => JSON.stringify(JSON.parse(text), null, 2),
  ),
  damageText(
    'json_serialized_again',
    'slashes unescaped',
    (json) => JSON.stringify(json).replaceAll('/', '\\/'),
    (text) => JSON.stringify(JSON.parse(text)),
  ),
  damageText(
    'json_serialized_again',
    'escapes decoded',
    (json) => toAscii(JSON.stringify(json)),
    (text) => JSON.stringify(JSON.parse(text)),
  ),
  damageText('json_serialized_again', "Python's spaces", toPython, (text) =>
    JSON.stringify(JSON.parse(text)),
  ),
  {
    name: 'fields in the query',
    causes: ['fields_in_query'],
    isReversible: true,
    make(random) {
      const signed = sampleBody('form', random)
      const evidence = deliver('form', signed, '', random)
      return evidence && { ...evidence, method: 'GET', url: `/webhooks/telnyx?${signed}` }
    },
  },
]
