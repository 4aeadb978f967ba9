/**
 * A server in a process of its own: `index.ts <framework> <side> <key> [workers]`. It tells its parent the port, its processor
 * time whenever it is asked, and ends when the parent does. With workers, it is these that listen, all on that port.
 */
import cluster from 'node:cluster'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ENGINES, PEERS, type Side } from '../sides.ts'
import * as express from './express.ts'
import * as fastify from './fastify.ts'
import * as koa from './koa.ts'

const FRAMEWORKS = { fastify, koa, express }

export type Framework = keyof typeof FRAMEWORKS

const [framework, side, key = '', workers] = process.argv.slice(2)
process.on('disconnect', () => process.exit())
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
if (workers && cluster.isPrimary) startWorkers(Number(workers))
else listen(await createServer(framework as Framework, side as Side, key))

async function createServer(framework: Framework, side: Side, key: string): Promise<Server> {
  const { withAdapter, withoutAdapter } = FRAMEWORKS[framework]
  if (side in ENGINES) return withAdapter(key, ENGINES[side as keyof typeof ENGINES])
  const { scheme, prepare } = PEERS[side as keyof typeof PEERS]
  return withoutAdapter(await prepare(key), scheme.contentType)
}

function listen(server: Server): void {
  gatherGets(server)
  server.listen(0, '127.0.0.1', () => {
    if (cluster.isPrimary) process.send?.((server.address() as AddressInfo).port)
  })
}

/** Answers all GETs together, past the framework, as soon as no more of them arrive. */
function gatherGets(server: Server): void {
  const handlers = server.listeners('request')
  const waiting: ServerResponse[] = []
  const answerAll = () => waiting.splice(0).map((response) => response.end('waiting was handled'))
  let quiet: NodeJS.Timeout | undefined
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (request.method === 'GET') {
      waiting.push(response)
      clearTimeout(quiet)
      quiet = setTimeout(answerAll, 20)
    } else {
      for (const handle of handlers) handle.call(server, request, response)
    }
  })
}

function startWorkers(count: number): void {
  let listening = 0
  cluster.on('listening', (_worker, { port }) => {
    if (++listening === count) process.send?.(port)
  })
  cluster.on('exit', () => process.exit(1))
  for (let index = 0; index < count; index++) cluster.fork()
}
