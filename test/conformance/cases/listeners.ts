import assert from 'node:assert/strict'
import type { ConformanceCase, Stage } from '../case.ts'
import { sending, signed } from '../requests.ts'
import { assertNothingLeft, countListeners, watchRequests } from '../watched-requests.ts'
import { Connection, pause, type WireRequest } from '../wire.ts'

const SETTLING_MILLISECONDS = 30

/** What is exchanged on one connection must leave no listener behind on it. */
const exchanges = {
  good: signed,
  forged: sending({ signer: 'stranger' }),
  'missing-signature': sending({ headers: { 'telnyx-signature-ed25519': undefined } }),
} satisfies Record<string, (keys: Stage['keys']) => WireRequest>

export const listenerCases: readonly ConformanceCase[] = Object.entries(exchanges).map(([name, request]) => ({
  id: `listeners.${name}`,
  needs: ['node-http'],
  play: async (stage) => {
    const watched = watchRequests(stage)
    const connection = await Connection.open(stage.port)
    const countAfter = async (rounds: number) => {
      for (let round = 0; round < rounds; round++) await connection.exchange(request(stage.keys))
      await pause(SETTLING_MILLISECONDS)
      const [first] = watched
      assert.ok(first)
      return countListeners(first.socket)
    }
    const early = await countAfter(2)
    assert.deepEqual(await countAfter(10), early, 'listeners on the socket after 2 and after 12 requests')
    assert.equal(watched.length, 12)
    assertNothingLeft(watched)
    connection.destroy()
  },
}))
