import type { ConformanceCase } from '../case.ts'
import { accepted, refused } from '../expectations.ts'
import { NOW_SECONDS, repeatHeader, sending, signed } from '../requests.ts'

const TOKEN = 'kdg-48Zt.Q_7~x+/w=='
const OTHER_TOKEN = 'previous-token-2023'

const wrong: ConformanceCase[] = (
  [
    ['absent', undefined],
    ['empty', ''],
    ['scheme-alone', 'Bearer'],
    ['wrong', 'Bearer some-other-token'],
    ['prefix', `Bearer ${TOKEN.slice(0, 8)}`],
    ['longer', `Bearer ${TOKEN}=`],
    ['other-case', `Bearer ${TOKEN.toUpperCase()}`],
    ['without-scheme', TOKEN],
    ['basic', `Basic ${Buffer.from(`telnyx:${TOKEN}`).toString('base64')}`],
    ['two-tokens', `Bearer ${TOKEN} ${TOKEN}`],
  ] as const
).map(([name, authorization]) => ({
  id: `bearer.${name}`,
  options: { bearerToken: TOKEN },
  request: sending({ headers: { authorization } }),
  expect: refused('bearer_mismatch'),
}))

export const bearerCases: readonly ConformanceCase[] = [
  ...wrong,
  {
    id: 'bearer.right',
    options: { bearerToken: TOKEN },
    request: sending({ headers: { authorization: `Bearer ${TOKEN}` } }),
    expect: accepted(),
  },
  {
    id: 'bearer.scheme-in-lower-case',
    options: { bearerToken: TOKEN },
    request: sending({ headers: { authorization: `bearer ${TOKEN}` } }),
    expect: accepted(),
  },
  {
    id: 'bearer.second-of-two',
    options: { bearerToken: [OTHER_TOKEN, TOKEN] },
    request: sending({ headers: { authorization: `Bearer ${TOKEN}` } }),
    expect: accepted(),
  },
  {
    id: 'bearer.neither-of-two',
    options: { bearerToken: [OTHER_TOKEN, TOKEN] },
    request: sending({ headers: { authorization: 'Bearer a-third-token' } }),
    expect: refused('bearer_mismatch'),
  },
  {
    id: 'bearer.repeated',
    why: 'Node keeps the first of two Authorization headers.',
    options: { bearerToken: TOKEN },
    request: (keys) =>
      repeatHeader(
        signed(keys, { headers: { authorization: 'Bearer some-other-token' } }),
        'authorization',
        `Bearer ${TOKEN}`,
      ),
    expect: refused('bearer_mismatch'),
  },
  {
    id: 'bearer.not-asked-for',
    request: sending({ headers: { authorization: `Bearer ${TOKEN}` } }),
    expect: accepted(),
  },
  {
    id: 'bearer.does-not-replace-the-signature',
    options: { bearerToken: TOKEN },
    request: sending({ signer: 'stranger', headers: { authorization: `Bearer ${TOKEN}` } }),
    expect: refused('signature_mismatch'),
  },
  {
    id: 'bearer.before-the-window',
    options: { bearerToken: TOKEN },
    request: sending({ timestamp: NOW_SECONDS - 301 }),
    expect: refused('bearer_mismatch'),
  },
]
