import assert from 'node:assert/strict'
import type { ConformanceCase } from '../case.ts'
import { accepted, refused } from '../expectations.ts'
import {
  NOW_SECONDS,
  readHeader,
  repeatHeader,
  replaceHeader,
  SIGNATURE,
  sending,
  signed,
  TIMESTAMP,
} from '../requests.ts'

const now = String(NOW_SECONDS)

/** Timestamps signed as they stand: only their form is at fault. */
const malformedTimestamps: ConformanceCase[] = (
  [
    ['empty', ''],
    ['white-space-inside', `${now.slice(0, 4)} ${now.slice(4)}`],
    ['plus', `+${now}`],
    ['minus', `-${now}`],
    ['exponent', '1.70531466e9'],
    ['short-exponent', '17e8'],
    ['hex', `0x${NOW_SECONDS.toString(16)}`],
    ['fraction', `${now}.0`],
    ['13-digits', `${now}000`],
    ['13-digits-leading-zeros', now.padStart(13, '0')],
    ['words-behind', `${now}abc`],
    ['word', 'now'],
    ['separator', `${now}|x`],
    ['list', `${now},${now}`],
    ['superscript-digits', '17053146\u00b2\u00b3'],
    ['date', '2024-01-15T10:31:00Z'],
  ] as const
).map(([name, timestamp]) => ({
  id: `header.timestamp.${name}`,
  request: sending({ timestamp }),
  expect: refused('malformed_timestamp'),
}))

const timestampCases: readonly ConformanceCase[] = [
  {
    id: 'header.timestamp.missing',
    request: sending({ headers: { [TIMESTAMP]: undefined } }),
    expect: refused('missing_timestamp'),
  },
  ...malformedTimestamps,
  {
    id: 'header.timestamp.repeated',
    request: (keys) => repeatHeader(signed(keys), TIMESTAMP),
    expect: refused('malformed_timestamp'),
  },
  {
    id: 'header.timestamp.repeated-with-another',
    request: (keys) => repeatHeader(signed(keys), TIMESTAMP, String(NOW_SECONDS + 1)),
    expect: refused('malformed_timestamp'),
  },
  {
    id: 'header.timestamp.12-digits',
    why: 'Well-formed, if far ahead.',
    request: sending({ timestamp: '999999999999' }),
    expect: refused('timestamp_in_future'),
  },
  {
    id: 'header.timestamp.1-digit',
    request: sending({ timestamp: '0' }),
    expect: refused('timestamp_too_old'),
  },
  {
    id: 'header.timestamp.leading-zeros',
    why: 'The header is signed as it stands.',
    request: sending({ timestamp: now.padStart(12, '0') }),
    expect: accepted(({ signedAt }) => assert.equal(signedAt.getTime(), NOW_SECONDS * 1000)),
  },
  {
    id: 'header.timestamp.leading-zeros-not-signed',
    request: sending({ headers: { [TIMESTAMP]: `0${now}` } }),
    expect: refused('signature_mismatch'),
  },
  {
    id: 'header.timestamp.white-space-around',
    why: 'Not part of a header (RFC 9110, 5.5).',
    request: sending({ headers: { [TIMESTAMP]: `  ${now}\t ` } }),
    expect: accepted(),
  },
  {
    id: 'header.name.upper-case',
    request: (keys) => {
      const request = signed(keys)
      return { ...request, headers: request.headers.map(([name, value]) => [name.toUpperCase(), value]) }
    },
    expect: accepted(),
  },
]

const aliasCases: readonly ConformanceCase[] = [
  {
    id: 'header.alias.both',
    request: (keys) => renameHeader(renameHeader(signed(keys), TIMESTAMP), SIGNATURE),
    expect: accepted(),
  },
  {
    id: 'header.alias.timestamp-only',
    request: (keys) => renameHeader(signed(keys), TIMESTAMP),
    expect: accepted(),
  },
  {
    id: 'header.alias.signature-only',
    request: (keys) => renameHeader(signed(keys), SIGNATURE),
    expect: accepted(),
  },
  {
    id: 'header.alias.ignored-beside-telnyx',
    request: sending({ headers: { 'webhook-timestamp': 'junk', 'webhook-signature': 'junk' } }),
    expect: accepted(),
  },
  {
    id: 'header.alias.cannot-stand-in-for-malformed',
    request: (keys) => {
      const request = signed(keys)
      const alias = ['webhook-signature', readHeader(request, SIGNATURE)] as const
      return replaceHeader({ ...request, headers: [...request.headers, alias] }, SIGNATURE, () => 'junk')
    },
    expect: refused('malformed_signature'),
  },
  {
    id: 'header.alias.cannot-stand-in-for-empty',
    request: sending({ headers: { [TIMESTAMP]: '', 'webhook-timestamp': now } }),
    expect: refused('malformed_timestamp'),
  },
  {
    id: 'header.alias.malformed',
    request: (keys) =>
      replaceHeader(renameHeader(signed(keys), TIMESTAMP), 'webhook-timestamp', () => `${now}000`),
    expect: refused('malformed_timestamp'),
  },
]

/** Sends one of Telnyx's headers under its Standard Webhooks name. */
function renameHeader(request: ReturnType<typeof signed>, name: string): ReturnType<typeof signed> {
  const alias = name === TIMESTAMP ? 'webhook-timestamp' : 'webhook-signature'
  const value = readHeader(request, name)
  const others = request.headers.filter(([other]) => other !== name)
  return { ...request, headers: [...others, [alias, value]] }
}

export const headerCases: readonly ConformanceCase[] = [...timestampCases, ...aliasCases]
