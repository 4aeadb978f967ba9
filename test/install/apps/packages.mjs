import { createReceiver, readTelnyxEvent, toCallRecord } from '@telnyx-call/core'
import { createVerifier, nodeCrypto, webCrypto } from '@telnyx-call/core/ed25519'
import { receiveNodeRequest } from '@telnyx-call/core/node'
import { eventSchemas } from '@telnyx-call/core/schema'
import { sodium } from '@telnyx-call/core/sodium'
import { tweetnacl } from '@telnyx-call/core/tweetnacl'
import { createPostgresStore, handleOnce } from '@telnyx-call/postgres'
import { createRedisStore } from '@telnyx-call/redis'
import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'
import pg from 'pg'
import { createClient } from 'redis'

const keys = createTestKeys()
const stores = [
  createRedisStore({ client: createClient() }),
  createPostgresStore({ pool: new pg.Pool({ max: 1 }) }),
]

for (const engine of [nodeCrypto, webCrypto, sodium, tweetnacl]) {
  createVerifier(keys.publicKey, { engine })
  createReceiver({ publicKey: keys.publicKey, engine, deduplication: { store: stores[0] } })
}
// @ts-expect-error a number is no key
const withNumber = () => createReceiver({ publicKey: 42 })

const event = readTelnyxEvent(new URLSearchParams(sampleCall()).toString())
if (event.type === 'call-completed') console.log(toCallRecord(event).durationSeconds?.toFixed(1))

const { headers, body } = signedRequest({ keys })
console.log(headers['telnyx-timestamp'], body.length, Object.keys(eventSchemas).length)
console.log(typeof withNumber, typeof handleOnce, typeof receiveNodeRequest)
