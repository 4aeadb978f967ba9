import type { TestedStore } from '../src/index.ts'

/** Who holds a delivery; `null`: it was handled. */
interface Entry {
  readonly token: string | null
  readonly endsAt: number
}

/** A store that keeps its promises, and the parts to break one with. */
export interface PlainStore {
  claim(id: string, token: string, leaseMs: number): 'claimed' | 'in-progress' | 'done'
  renew(id: string, token: string, leaseMs: number): boolean
  commit(id: string, token: string, rememberMs: number): void
  release(id: string, token: string): void
  find(id: string): Entry | undefined
  hold(id: string, token: string | null, durationMs: number): void
  forget(id: string): void
}

export function createPlainStore(): PlainStore & TestedStore {
  const entries = new Map<string, Entry>()
  const find = (id: string) => {
    const entry = entries.get(id)
    return entry && entry.endsAt > performance.now() ? entry : undefined
  }
  const hold = (id: string, token: string | null, durationMs: number) => {
    entries.set(id, { token, endsAt: performance.now() + durationMs })
  }
  const forget = (id: string) => {
    entries.delete(id)
  }
  return {
    find,
    hold,
    forget,
    claim(id, token, leaseMs) {
      const entry = find(id)
      if (entry && entry.token !== token) return entry.token === null ? 'done' : 'in-progress'
      hold(id, token, leaseMs)
      return 'claimed'
    },
    renew(id, token, leaseMs) {
      if (find(id)?.token !== token) return false
      hold(id, token, leaseMs)
      return true
    },
    commit(id, _token, rememberMs) {
      hold(id, null, rememberMs)
    },
    release(id, token) {
      if (find(id)?.token === token) forget(id)
    },
  }
}
