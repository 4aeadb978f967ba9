/**
 * A server in a process of its own: `index.ts <framework> <side> <key>`. It tells its parent the port, its processor time whenever it is asked,
 * and ends when the parent does.
 */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Ed25519Engine } from '@telnyx-call/core/ed25519'
import { type HandleCall, SIDES } from '../sides.ts'

/** What each module beside this one exports. */
export interface Framework {
  withAdapter(publicKey: string, engine: 'nodeCrypto' | Ed25519Engine): Server | Promise<Server>
  withoutAdapter(handleCall: HandleCall, contentType: string): Server | Promise<Server>
}

const [framework, side = '', key = ''] = process.argv.slice(2)
const { withAdapter, withoutAdapter }: Framework = await import(`./${framework}.ts`)
const { receive, contentType } = SIDES[side] ?? {}
if (!receive || !contentType) throw new Error(`There is no side ${side}`)

process.on('disconnect', () => process.exit())
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
const server =
  typeof receive === 'function'
    ? await withoutAdapter(await receive(key), contentType)
    : await withAdapter(key, receive.engine)
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
