import assert from 'node:assert/strict'
import type { ConformanceCase } from '../case.ts'
import { accepted, refused } from '../expectations.ts'
import { NOW_SECONDS, sending, signed } from '../requests.ts'

/** How many seconds ago the request was signed, by the application's clock, and what comes of it. */
const edges: ConformanceCase[] = (
  [
    [300, 0, 'accepted'],
    [301, 0, 'timestamp_too_old'],
    [300, 999, 'accepted'],
    [-300, 0, 'accepted'],
    [-301, 0, 'timestamp_in_future'],
    [-301, 999, 'timestamp_in_future'],
    [86_400, 0, 'timestamp_too_old'],
    [-315_360_000, 0, 'timestamp_in_future'],
  ] as const
).map(([ageSeconds, milliseconds, outcome]) => ({
  id: `window.${nameAge(ageSeconds)}${milliseconds === 0 ? '' : `-${milliseconds}-ms`}`,
  options: { now: () => NOW_SECONDS * 1000 + milliseconds },
  request: sending({ timestamp: NOW_SECONDS - ageSeconds }),
  expect: outcome === 'accepted' ? accepted() : refused(outcome),
}))

const narrowEdges: ConformanceCase[] = (
  [
    [10, 'accepted'],
    [11, 'timestamp_too_old'],
    [-10, 'accepted'],
    [-11, 'timestamp_in_future'],
  ] as const
).map(([ageSeconds, outcome]) => ({
  id: `window.tolerance-10.${nameAge(ageSeconds)}`,
  options: { toleranceSeconds: 10 },
  request: sending({ timestamp: NOW_SECONDS - ageSeconds }),
  expect: outcome === 'accepted' ? accepted() : refused(outcome),
}))

function nameAge(ageSeconds: number): string {
  return ageSeconds < 0 ? `${-ageSeconds}-s-ahead` : `${ageSeconds}-s-old`
}

export const windowCases: readonly ConformanceCase[] = [
  ...edges,
  ...narrowEdges,
  {
    id: 'window.real-clock',
    clock: 'real',
    request: (keys) => signed(keys, { timestamp: Math.floor(Date.now() / 1000) }),
    expect: accepted(({ signedAt }) => assert.ok(Math.abs(signedAt.getTime() - Date.now()) < 10_000)),
  },
  {
    id: 'window.real-clock.old',
    clock: 'real',
    request: (keys) => signed(keys, { timestamp: Math.floor(Date.now() / 1000) - 310 }),
    expect: refused('timestamp_too_old'),
  },
  {
    id: 'window.before-the-signature',
    why: 'A stale request is told so, forged or not: the cheap check comes first.',
    request: sending({ signer: 'stranger', timestamp: NOW_SECONDS - 301 }),
    expect: { ...refused('timestamp_too_old'), isUnvouched: true },
  },
  {
    id: 'window.genuine-but-old.body-too-large',
    why: 'What is not verified is not vouched for.',
    options: { bodyLimit: 100 },
    request: (keys) => ({ ...signed(keys, { timestamp: NOW_SECONDS - 301 }), framing: 'chunked' }),
    expect: { ...refused('timestamp_too_old'), isUnvouched: true },
  },
]
