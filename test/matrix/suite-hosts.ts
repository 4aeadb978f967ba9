import { createRequire } from 'node:module'
import type { Host } from '../conformance/host.ts'
import { installPackage, LOWEST_FASTIFY } from './programs.ts'

/** What the HTTP servers of other runtimes do not have, though adapters of Node run on them. */
const FOREIGN_SERVER_LACKS: Host['lacks'] = {
  'node-framing': 'is about what the HTTP server of Node answers to ambiguous framing',
}

/** Loads a host by name, and nothing of the others. */
export async function loadHost(name: string): Promise<Host> {
  const host = await importHost(name)
  const isNode = !('Bun' in globalThis || 'Deno' in globalThis)
  return isNode ? host : { ...host, lacks: { ...FOREIGN_SERVER_LACKS, ...host.lacks } }
}

async function importHost(name: string): Promise<Host> {
  switch (name) {
    case 'fetch':
      return loadFetchHost()
    case 'fastify':
      return (await import('../conformance/hosts/fastify.ts')).fastifyHost
    case 'fastify-5.0':
      return loadLowestFastifyHost()
    case 'koa':
      return (await import('../conformance/hosts/koa.ts')).koaHost
    case 'koa2':
      return (await import('../conformance/hosts/koa.ts')).koa2Host
    case 'express':
      return (await import('../conformance/hosts/express.ts')).expressHost
    case 'express4':
      return (await import('../conformance/hosts/express.ts')).express4Host
    default:
      throw new Error(`There is no host ${name}.`)
  }
}

/** With the runtime's own server around it, where it has one. */
async function loadFetchHost(): Promise<Host> {
  if ('Bun' in globalThis) return (await import('../conformance/hosts/fetch-on-bun.ts')).fetchOnBunHost
  if ('Deno' in globalThis) return (await import('../conformance/hosts/fetch-on-deno.ts')).fetchOnDenoHost
  return (await import('../conformance/hosts/fetch.ts')).fetchHost
}

async function loadLowestFastifyHost(): Promise<Host> {
  const { createFastifyHost } = await import('../conformance/hosts/fastify.ts')
  return createFastifyHost(createRequire(import.meta.url)(await installPackage(LOWEST_FASTIFY)))
}
