import { setTimeout as sleep } from 'node:timers/promises'
import type { TestedStore } from '../src/index.ts'
import type { PlainStore } from './plain-store.ts'

/** A store with a fault, and a test that has to fail for it. */
export interface BrokenStore {
  readonly fault: string
  readonly caughtBy: string
  breakStore(store: PlainStore): Partial<TestedStore>
}

export const brokenStores: readonly BrokenStore[] = [
  {
    fault: 'gives a delivery to everybody',
    caughtBy: 'a free delivery can be claimed, and then nobody else can claim it',
    breakStore: () => ({ claim: () => 'claimed' }),
  },
  {
    fault: 'does not know its own token again',
    caughtBy: 'the token that holds a delivery can claim it again, as its first answer may be lost',
    breakStore: ({ claim, find }) => ({
      claim: (id, token, leaseMs) => (find(id)?.token === token ? 'in-progress' : claim(id, token, leaseMs)),
    }),
  },
  {
    fault: 'gives what is done back to the token that committed',
    caughtBy: 'what was committed is done, for everybody',
    breakStore: ({ claim, commit }) => {
      const committed = new Map<string, string>()
      return {
        claim: (id, token, leaseMs) => (committed.get(id) === token ? 'claimed' : claim(id, token, leaseMs)),
        commit: (id, token, rememberMs) => {
          committed.set(id, token)
          commit(id, token, rememberMs)
        },
      }
    },
  },
  {
    fault: 'forgets what is committed twice',
    caughtBy: 'a commit that comes twice changes nothing',
    breakStore: ({ commit, find, forget }) => ({
      commit: (id, token, rememberMs) => {
        if (find(id)?.token === null) forget(id)
        else commit(id, token, rememberMs)
      },
    }),
  },
  {
    fault: 'commits only what is claimed',
    caughtBy: 'a commit counts where nobody has claimed',
    breakStore: ({ commit, find }) => ({
      commit: (id, token, rememberMs) => {
        if (find(id)) commit(id, token, rememberMs)
      },
    }),
  },
  {
    fault: 'commits only for the holder',
    caughtBy: 'a commit counts where another token holds the delivery, whose renewal then fails',
    breakStore: ({ commit, find }) => ({
      commit: (id, token, rememberMs) => {
        if ((find(id)?.token ?? token) === token) commit(id, token, rememberMs)
      },
    }),
  },
  {
    fault: 'releases nothing',
    caughtBy: 'what was released can be claimed by anybody',
    breakStore: () => ({ release: () => {} }),
  },
  {
    fault: 'gives nothing to a token that released before',
    caughtBy: 'what was released can be claimed by anybody',
    breakStore: ({ claim, release }) => {
      const released = new Set<string>()
      return {
        claim: (id, token, leaseMs) => (released.has(token) ? 'in-progress' : claim(id, token, leaseMs)),
        release: (id, token) => {
          released.add(token)
          release(id, token)
        },
      }
    },
  },
  {
    fault: 'releases for everybody',
    caughtBy: 'a release by a token that does not hold the delivery changes nothing',
    breakStore: ({ find, forget }) => ({
      release: (id) => {
        if (find(id)?.token !== null) forget(id)
      },
    }),
  },
  {
    fault: 'fails where there is nothing to release',
    caughtBy: 'a release by a token that does not hold the delivery changes nothing',
    breakStore: ({ find, release }) => ({
      release: (id, token) => {
        if (!find(id)) throw new Error('there is nothing to release')
        release(id, token)
      },
    }),
  },
  {
    fault: 'releases what is done',
    caughtBy: 'a release does not undo a commit',
    breakStore: ({ find, forget, release }) => ({
      release: (id, token) => {
        if (find(id)?.token === null) forget(id)
        else release(id, token)
      },
    }),
  },
  {
    fault: 'renews once',
    caughtBy: 'the token that holds a delivery can renew its lease',
    breakStore: ({ renew }) => {
      const renewed = new Set<string>()
      return {
        renew: (id, token, leaseMs) => {
          if (renewed.has(id)) return false
          renewed.add(id)
          return renew(id, token, leaseMs)
        },
      }
    },
  },
  {
    fault: 'answers a renewal with 1',
    caughtBy: 'the token that holds a delivery can renew its lease',
    breakStore: ({ renew }) => ({
      renew: (id, token, leaseMs) => Number(renew(id, token, leaseMs)) as unknown as boolean,
    }),
  },
  {
    fault: 'claims by renewing',
    caughtBy: 'a renewal of a free delivery fails, and does not claim it',
    breakStore: ({ claim }) => ({ renew: (id, token, leaseMs) => claim(id, token, leaseMs) === 'claimed' }),
  },
  {
    fault: 'renews for everybody',
    caughtBy: 'a renewal by a token that does not hold the delivery fails, and does not take it',
    breakStore: ({ find, hold }) => ({
      renew: (id, token, leaseMs) => {
        if (typeof find(id)?.token !== 'string') return false
        hold(id, token, leaseMs)
        return true
      },
    }),
  },
  {
    fault: 'renews what is done',
    caughtBy: 'a renewal of what is done fails, and does not undo it',
    breakStore: ({ find, renew }) => ({
      renew: (id, token, leaseMs) => find(id)?.token === null || renew(id, token, leaseMs),
    }),
  },
  {
    fault: 'never ends a lease',
    caughtBy: 'a delivery whose lease is over can be claimed, and its first holder has lost it',
    breakStore: ({ claim }) => ({ claim: (id, token) => claim(id, token, 1e9) }),
  },
  {
    fault: 'lets the first holder release after another one took over',
    caughtBy: 'a delivery whose lease is over can be claimed, and its first holder has lost it',
    breakStore: ({ claim, find, forget }) => {
      const tokens = new Map<string, Set<string>>()
      return {
        claim: (id, token, leaseMs) => {
          tokens.set(id, (tokens.get(id) ?? new Set()).add(token))
          return claim(id, token, leaseMs)
        },
        release: (id, token) => {
          if (find(id)?.token !== null && tokens.get(id)?.has(token)) forget(id)
        },
      }
    },
  },
  {
    fault: 'renews a lease that is over',
    caughtBy: 'a lease that is over cannot be renewed, only claimed',
    breakStore: ({ claim, hold, renew }) => {
      const lastTokens = new Map<string, string>()
      return {
        claim: (id, token, leaseMs) => {
          const state = claim(id, token, leaseMs)
          if (state === 'claimed') lastTokens.set(id, token)
          return state
        },
        renew: (id, token, leaseMs) => {
          if (lastTokens.get(id) !== token) return renew(id, token, leaseMs)
          hold(id, token, leaseMs)
          return true
        },
      }
    },
  },
  {
    fault: 'commits nothing after the lease',
    caughtBy: 'a commit counts after the lease is over',
    breakStore: ({ commit, find }) => ({
      commit: (id, token, rememberMs) => {
        if (find(id)) commit(id, token, rememberMs)
      },
    }),
  },
  {
    fault: 'commits nothing where another token took over',
    caughtBy: 'a commit counts after another token took over',
    breakStore: ({ commit, find }) => ({
      commit: (id, token, rememberMs) => {
        if ((find(id)?.token ?? token) === token) commit(id, token, rememberMs)
      },
    }),
  },
  {
    fault: 'leaves the lease as it is when it is renewed',
    caughtBy: 'a renewal starts the lease over',
    breakStore: ({ find }) => ({ renew: (id, token) => find(id)?.token === token }),
  },
  {
    fault: 'lets a renewed lease last without end',
    caughtBy: 'a renewed lease ends as well',
    breakStore: ({ renew }) => ({ renew: (id, token) => renew(id, token, 1e9) }),
  },
  {
    fault: 'leaves the lease as it is when it is claimed again',
    caughtBy: 'a claim that is repeated starts the lease over',
    breakStore: ({ claim, find }) => ({
      claim: (id, token, leaseMs) => (find(id)?.token === token ? 'claimed' : claim(id, token, leaseMs)),
    }),
  },
  {
    fault: 'remembers without end',
    caughtBy: 'what was handled can be claimed when rememberMs is over',
    breakStore: ({ commit }) => ({ commit: (id, token) => commit(id, token, 1e9) }),
  },
  {
    fault: 'forgets what was handled when the lease is over',
    caughtBy: 'a commit is remembered for rememberMs, not for the lease of the claim',
    breakStore: ({ commit, find }) => ({
      commit: (id, token, rememberMs) => {
        const { endsAt = Number.POSITIVE_INFINITY } = find(id) ?? {}
        commit(id, token, Math.min(rememberMs, endsAt - performance.now()))
      },
    }),
  },
  {
    fault: 'does not count a second commit',
    caughtBy: 'a second commit is remembered from then on',
    breakStore: ({ commit, find }) => ({
      commit: (id, token, rememberMs) => {
        if (find(id)?.token !== null) commit(id, token, rememberMs)
      },
    }),
  },
  {
    fault: 'looks first and claims then',
    caughtBy: 'of many claims at once, one gets the delivery',
    breakStore: ({ claim, find, hold }) => ({
      async claim(id, token, leaseMs) {
        const isFree = find(id) === undefined
        await sleep(1)
        if (!isFree) return claim(id, token, leaseMs)
        hold(id, token, leaseMs)
        return 'claimed'
      },
    }),
  },
  {
    fault: 'looks first and takes over then',
    caughtBy: 'of many claims at once, one gets the delivery whose lease or rememberMs is over',
    breakStore: ({ claim, find, hold }) => {
      const known = new Set<string>()
      return {
        async claim(id, token, leaseMs) {
          const isOver = known.has(id) && find(id) === undefined
          known.add(id)
          if (!isOver) return claim(id, token, leaseMs)
          await sleep(1)
          hold(id, token, leaseMs)
          return 'claimed'
        },
      }
    },
  },
  {
    fault: 'asks a copy of its own claim to wait',
    caughtBy: 'one claim that comes many times at once is claimed each time',
    breakStore: ({ claim }) => {
      const busy = new Set<string>()
      return {
        async claim(id, token, leaseMs) {
          if (busy.has(id)) return 'in-progress'
          busy.add(id)
          await sleep(1)
          busy.delete(id)
          return claim(id, token, leaseMs)
        },
      }
    },
  },
  {
    fault: 'looks first and releases then',
    caughtBy: 'a commit counts whatever is claimed, renewed and released at the same time',
    breakStore: ({ commit, find, forget }) => ({
      async release(id, token) {
        const isHeld = find(id)?.token === token
        await sleep(1)
        if (isHeld) forget(id)
      },
      commit: async (id, token, rememberMs) => {
        await sleep(0)
        commit(id, token, rememberMs)
      },
    }),
  },
  ...(
    [
      ['ignores case', (id) => id.toLowerCase()],
      ['trims ids', (id) => id.trim()],
      ['cuts ids off', (id) => id.slice(0, 255)],
      ['normalizes ids', (id) => id.normalize()],
      ['keeps ASCII', (id) => Buffer.from(id, 'ascii').toString()],
    ] satisfies [string, (id: string) => string][]
  ).map(([fault, changeId]) => ({
    fault,
    caughtBy: 'an id can be any text, and ids that look alike are different',
    breakStore: ({ claim }: PlainStore): Partial<TestedStore> => ({
      claim: (id, token, leaseMs) => claim(changeId(id), token, leaseMs),
    }),
  })),
]
