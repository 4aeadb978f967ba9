import { type Ed25519Engine, nodeCrypto } from '@telnyx-call/core/ed25519'

const { prepareKey, verify, verifyOffThread } = nodeCrypto

/** node:crypto without its threads. */
export const alwaysSynchronous: Ed25519Engine = { name: 'alwaysSynchronous', prepareKey, verify }

/** node:crypto in the thread pool for every request. */
export const alwaysThreadPool: Ed25519Engine = {
  name: 'alwaysThreadPool',
  prepareKey,
  verify: verifyOffThread,
}

/** node:crypto as the receiver uses it, which tells whenever it takes another thread. */
export function createAdaptive(onOffThread: () => void): Ed25519Engine {
  return {
    ...nodeCrypto,
    verifyOffThread(...signed: Parameters<typeof verifyOffThread>) {
      onOffThread()
      return verifyOffThread(...signed)
    },
  }
}
