import { setTimeout as sleep } from 'node:timers/promises'
import { createReceiver } from '@telnyx-call/core'
import { createTestKeys } from '@telnyx-call/testing'
import { answerParent, isChild, measureHeap, runInChild } from './child.ts'
import { JUNK, JunkSender } from './junk.ts'

/** How many requests the receiver has at a time. */
export const IN_FLIGHT = 50
const WARM_UP_REQUESTS = 20_000

/** What a flood of junk left in the process that refused it. */
export interface Residue {
  readonly heapBytes: number
  /** Handles, timers and requests that keep a process alive. */
  readonly activeResources: number
}

/** Has so many requests of one kind refused by one receiver, in a process of its own. */
export function measureFlood(kind: string, requests: number): Promise<Residue> {
  return runInChild<Residue>(import.meta.url, [kind, String(requests)])
}

if (isChild(import.meta.url)) {
  const [kind = '', requests] = process.argv.slice(2)
  const junk = JUNK[kind]
  if (!junk) throw new Error(`There is no junk of the kind ${kind}`)
  const keys = createTestKeys()
  const receiver = createReceiver({ publicKey: keys.publicKey, engine: 'nodeCrypto' })
  const sender = new JunkSender(receiver, keys, junk, false)
  // What the runtime compiles and keeps, it has by then.
  await flood(sender, WARM_UP_REQUESTS)
  const before = await measureResidue()
  await flood(sender, Number(requests))
  const after = await measureResidue()
  sender.assertBodyReads()
  answerParent({
    heapBytes: after.heapBytes - before.heapBytes,
    activeResources: after.activeResources - before.activeResources,
  } satisfies Residue)
}

async function flood(sender: JunkSender, requests: number): Promise<void> {
  for (let sent = 0; sent < requests; sent += IN_FLIGHT) {
    await Promise.all(Array.from({ length: IN_FLIGHT }, () => sender.send()))
  }
}

async function measureResidue(): Promise<Residue> {
  // Whatever was on its way has ended then.
  await sleep(100)
  return { heapBytes: measureHeap(), activeResources: process.getActiveResourcesInfo().length }
}
