import type { Writable } from 'node:stream'
import { createMemoryStore, type DeliveryStore, telnyxCall } from '@telnyx-call/fastify'
import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { completeExchange } from './complete-exchange.ts'

const FAST_MS = 125
/** More than `responseTimeoutMs`. */
const SLOW_MS = 3000

/** What stands in the calls and may not get out. */
export const secrets = ['35319605860', '13129457420', 'John', 'Doe']

/** A guarded application on a socket. Its handler does what the call's CallSid says. */
export interface RecipeApp {
  readonly app: FastifyInstance
  /** Starts to listen, sends one request of every kind, and resolves to the statuses when all events are out. */
  sendAll(): Promise<number[]>
}

/** Time stands still for it, but for what the handler says that it takes. */
export async function createRecipeApp(t: Test, logStream: Writable): Promise<RecipeApp> {
  let nowMs = 1000
  t.intercept(performance, 'now', { value: () => nowMs, configurable: true })
  const keys = createTestKeys()
  const store = createBrittleStore()
  const app = Fastify({ forceCloseConnections: true, logger: { stream: logStream } })
  t.teardown(() => app.close())
  const deduplication = { store, onStoreError: 'refuse' } as const
  await app.register(telnyxCall, { publicKey: keys.publicKey, deduplication, schema: 'enforce' })
  app.telnyxCall('/calls', async (request) => {
    const kind = request.telnyxCall?.CallSid
    nowMs += kind === 'slow' ? SLOW_MS : FAST_MS
    store.failing = kind === 'unnoted' ? 'commit' : undefined
    if (kind === 'failing') throw new Error('the handler failed')
  })

  async function sendAll(): Promise<number[]> {
    if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 })
    const url = `${app.listeningOrigin}/calls`
    const callOf = (CallSid: string) => signedRequest({ keys, fields: sampleCall('recorded', { CallSid }) })
    const handled = callOf('handled')
    const statuses = [
      await completeExchange(url, handled),
      await completeExchange(url, handled),
      await completeExchange(url, signedRequest({ keys, fields: sampleCall('ringing') })),
      await completeExchange(url, signedRequest({ keys: createTestKeys() })),
      await completeExchange(url, signedRequest({ keys, fields: sampleCall({ To: undefined }) })),
      await completeExchange(url, callOf('failing')),
      await completeExchange(url, callOf('slow')),
      await completeExchange(url, callOf('unnoted')),
    ]
    store.failing = 'claim'
    statuses.push(await completeExchange(url, callOf('unclaimed')))
    store.failing = undefined
    return statuses
  }

  return { app, sendAll }
}

/** The memory store, of which one verb can be made to fail. */
function createBrittleStore() {
  const memory = createMemoryStore()
  const failIf = (isFailing: boolean) => {
    if (isFailing) throw new Error('the store is down')
  }
  const store = {
    ...memory,
    failing: undefined as 'claim' | 'commit' | undefined,
    claim(...parameters: Parameters<DeliveryStore['claim']>) {
      failIf(store.failing === 'claim')
      return memory.claim(...parameters)
    },
    commit(...parameters: Parameters<DeliveryStore['commit']>) {
      failIf(store.failing === 'commit')
      return memory.commit(...parameters)
    },
  }
  return store
}
