import type { Claim, DeliveryStore } from './delivery-store.ts'

/** For how long a handled delivery is remembered. Senders redeliver within seconds; a day leaves room for a replay by hand. */
const TTL_MS = 24 * 60 * 60 * 1000

/** What claims are made by. */
export interface ClaimSettings {
  readonly store: DeliveryStore
  /** How long a claim holds where its holder is never heard of again. */
  readonly leaseMs: number
  readonly storeTimeoutMs: number
}

/** What became of the wish to handle a delivery. */
export type DeliveryClaim = { readonly state: 'in-progress' } | HeldDelivery

/** A delivery that can be handled. */
export interface HeldDelivery {
  /** `'done'`: it was handled before. `'unknown'`: the store failed, or did not answer in time. */
  readonly state: 'claimed' | 'done' | 'unknown'
  /** What the store failed with, where the state is unknown. */
  readonly storeError?: unknown
  /** Commits the claim, or releases it. It never rejects; it resolves to what the store failed with, where it did. */
  readonly settle: (succeeded: boolean) => Promise<unknown>
}

const IN_PROGRESS: DeliveryClaim = { state: 'in-progress' }
const DONE: DeliveryClaim = { state: 'done', settle: async () => undefined }

/** Claims a delivery. It never throws or rejects, and takes no longer than the store is allowed. */
export function claimDelivery(settings: ClaimSettings, id: string): DeliveryClaim | Promise<DeliveryClaim> {
  try {
    const answer = settings.store.claim(id, settings.leaseMs)
    if ('state' in answer) return holdDelivery(settings, id, answer)
    const claimed = Promise.resolve(answer)
    return waitForStore(claimed, settings)
      .then((claim) => holdDelivery(settings, id, claim))
      .catch((storeError) => goWithoutStore(settings, id, claimed, storeError))
  } catch (storeError) {
    return goWithoutStore(settings, id, undefined, storeError)
  }
}

function holdDelivery(settings: ClaimSettings, id: string, claim: Claim): DeliveryClaim {
  if (claim.state === 'in-progress') return IN_PROGRESS
  if (claim.state === 'done') return DONE
  return { state: 'claimed', settle: (succeeded) => settleClaim(settings, id, claim, succeeded) }
}

/** @param lateClaim - the store may make it all the same, later: then it is settled when it is there. */
function goWithoutStore(
  settings: ClaimSettings,
  id: string,
  lateClaim: Promise<Claim> | undefined,
  storeError: unknown,
): DeliveryClaim {
  const settle = async (succeeded: boolean) => {
    lateClaim?.then((claim) => settleClaim(settings, id, claim, succeeded)).catch(() => {})
    return storeError
  }
  return { state: 'unknown', settle, storeError }
}

async function settleClaim(
  settings: ClaimSettings,
  id: string,
  claim: Claim,
  succeeded: boolean,
): Promise<unknown> {
  if (claim.state !== 'claimed') return undefined
  const { store } = settings
  try {
    const answer = succeeded ? store.commit(id, claim.token, TTL_MS) : store.release(id, claim.token)
    if (answer !== undefined) await waitForStore(Promise.resolve(answer), settings)
    return undefined
  } catch (storeError) {
    return storeError
  }
}

/** @throws what the store throws, or an Error (code `store_timeout`) where its time is over. */
function waitForStore<Answer>(answer: Promise<Answer>, { storeTimeoutMs }: ClaimSettings): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(createTimeoutError(storeTimeoutMs)), storeTimeoutMs)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function createTimeoutError(storeTimeoutMs: number): Error {
  const message = `telnyx-call: the delivery store did not answer within storeTimeoutMs (${storeTimeoutMs} ms).`
  return Object.assign(new Error(message), { code: 'store_timeout' })
}
