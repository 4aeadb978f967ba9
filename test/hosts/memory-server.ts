/** A host in a process of its own, started by a test with its settings as JSON, that tells how much memory it takes. */
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { hosts } from '../conformance/hosts/index.ts'

/** The memory of the process, after a collection of what is not needed any more. */
export interface MemoryFigures {
  /** On and off the heap. */
  readonly heldBytes: number
  readonly residentBytes: number
}

const BODY_LIMIT_BYTES = 400_000
/** A silence this long means that everything that was sent has been read. */
const SILENCE_MS = 300

const { hostName, publicKey } = JSON.parse(process.argv[2] ?? '')
const host = hosts.find(({ name }) => name === hostName)
if (host === undefined) throw new Error(`there is no host ${hostName}`)
const running = await host.start({
  options: { publicKey, bodyLimit: BODY_LIMIT_BYTES },
  handlers: [{ status: 200 }],
  gate: Promise.resolve(),
})
const sockets: Socket[] = []
running.server.on('connection', (socket) => sockets.push(socket))

// Whoever started this process is gone.
process.once('disconnect', () => process.exit(1))
process.on('message', async () => process.send?.(await measure()))
process.send?.(running.port)

async function measure(): Promise<MemoryFigures> {
  const countBytes = () => sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0)
  for (let seenBytes = -1; seenBytes !== countBytes(); ) {
    seenBytes = countBytes()
    await sleep(SILENCE_MS)
  }
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heldBytes: heapUsed + external, residentBytes: rss }
}
