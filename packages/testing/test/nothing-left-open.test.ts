import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { createTelnyxSimulator, createTestKeys } from '../src/index.ts'

// A thread and a file of their own, since servers and other tests hold sockets and timers too.
const server = `
  const { createServer } = require('node:http')
  const { parentPort } = require('node:worker_threads')
  const server = createServer((request, response) => request.resume().on('end', () => response.end()))
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

const findOpen = () =>
  process.getActiveResourcesInfo().filter((name) => /^TCP/.test(name) || name === 'Timeout')

t.test('deliver leaves no socket and no timer behind', async (t) => {
  const thread = new Worker(server, { eval: true })
  const [port] = await once(thread, 'message')
  const simulator = createTelnyxSimulator({
    keys: createTestKeys(),
    url: `http://127.0.0.1:${port}/`,
    retryDelaysMs: [5, 5, 5],
    duplicates: 0.3,
    maxDuplicateDelayMs: 20,
    concurrentCopies: 0.3,
    reorderings: 0.3,
    maxReorderingDelayMs: 20,
    brokenConnections: 0.3,
  })

  const before = findOpen()
  await simulator.deliver(50)
  t.strictSame(findOpen(), before)

  const delivery = simulator.deliver(100_000, { signal: AbortSignal.timeout(40) })
  await t.rejects(delivery, { name: 'TimeoutError' })
  t.strictSame(findOpen(), before)
  await thread.terminate()
})
