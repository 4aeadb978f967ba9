import { setTimeout as sleep } from 'node:timers/promises'
import {
  claimFree,
  createText,
  expectAnswer,
  expectState,
  LONG_MS,
  type StoreTest,
  type TestedStore,
} from './store-test.ts'

const CROWD = 20
const ROUNDS = 5

/** Concurrent calls, and many ids at once. */
export const raceTests: readonly StoreTest[] = [
  {
    name: 'of many claims at once, one gets the delivery',
    run: async (store) => {
      for (let round = 0; round < ROUNDS; round++) await expectOneWinner(store, createText())
    },
  },
  {
    name: 'of many claims at once, one gets the delivery whose lease or rememberMs is over',
    run: async (store, { leaseMs }) => {
      const held = Array.from({ length: ROUNDS }, createText)
      const handled = Array.from({ length: ROUNDS }, createText)
      await Promise.all([
        ...held.map((id) => claimFree(store, id, createText(), leaseMs)),
        ...handled.map((id) => store.commit(id, createText(), leaseMs)),
      ])
      await sleep(leaseMs * 1.5)
      for (const id of [...held, ...handled]) await expectOneWinner(store, id)
    },
  },
  {
    name: 'one claim that comes many times at once is claimed each time',
    run: async (store) => {
      const [id, token] = [createText(), createText()]
      const states = await Promise.all(repeat(() => store.claim(id, token, LONG_MS)))
      for (const state of states) expectAnswer('claim by the same token', state, 'claimed')
    },
  },
  {
    name: 'a commit counts whatever is claimed, renewed and released at the same time',
    run: async (store) => {
      for (let round = 0; round < ROUNDS; round++) {
        const [id, token] = [createText(), createText()]
        await claimFree(store, id, token)
        const others: unknown[] = repeat(() => store.claim(id, createText(), LONG_MS))
        const own = [
          store.renew(id, token, LONG_MS),
          store.commit(id, token, LONG_MS),
          store.release(id, token),
        ]
        await Promise.all([...others.slice(0, CROWD / 2), ...own, ...others.slice(CROWD / 2)])
        await expectState(store, id, 'done', 'afterwards')
      }
    },
  },
  {
    name: 'an id can be any text, and ids that look alike are different',
    run: async (store, { timeoutMs }) => {
      const claims = createOddIds().map((id) => ({ id, token: createText() }))
      // Some ids are the same in every run, so they are released.
      try {
        for (const { id, token } of claims) {
          const state = await store.claim(id, token, timeoutMs)
          expectAnswer(`claim of ${JSON.stringify(id)}`, state, 'claimed')
        }
        for (const { id, token } of claims) {
          expectAnswer(`renewal of ${JSON.stringify(id)}`, await store.renew(id, token, timeoutMs), true)
        }
      } finally {
        await Promise.all(claims.map(({ id, token }) => store.release(id, token)))
      }
    },
  },
]

function repeat<Answer>(ask: () => Answer): Answer[] {
  return Array.from({ length: CROWD }, ask)
}

async function expectOneWinner(store: TestedStore, id: string): Promise<void> {
  const tokens = Array.from({ length: CROWD }, createText)
  const states = await Promise.all(tokens.map((token) => store.claim(id, token, LONG_MS)))
  const winners = tokens.filter((_token, index) => states[index] === 'claimed')
  const losers = states.filter((state) => state === 'in-progress')
  if (winners.length !== 1 || losers.length !== CROWD - 1) {
    throw new Error(`${CROWD} claims at once: expected one 'claimed', rest 'in-progress', got ${states}`)
  }
  for (const token of winners) {
    expectAnswer('renewal by the token that got it', await store.renew(id, token, LONG_MS), true)
  }
}

const ODD_ENDS =
  "|a|A| a|a |a b|a  b|a\r\nb|a\nb|a\tb|*|?|%|_|:|{a}b|{|/|\\|\"|'|`|$1|'; --|é|e\u0301|Zoë|电话|📞|\u200b".split(
    '|',
  )

const ODD_IDS = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'null', 'undefined', '0', '-1']

function createOddIds(): string[] {
  const unique = createText()
  const long = `${unique}${'x'.repeat(250)}`
  return [...ODD_ENDS.map((end) => unique + end), ` ${unique}`, long, `${long}x`, `${long}y`, ...ODD_IDS]
}
