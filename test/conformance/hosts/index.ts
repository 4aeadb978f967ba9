import type { Host, ListeningHost } from '../host.ts'
import { express4Host, expressHost } from './express.ts'
import { fastifyHost } from './fastify.ts'
import { fetchHost } from './fetch.ts'
import { koa2Host, koaHost } from './koa.ts'

/** Every host on `node:http` that has an adapter. A new one is added here, and to `HostName`. */
export const hosts: readonly ListeningHost[] = [fastifyHost, koaHost, koa2Host, expressHost, express4Host]

/** Every host that has an adapter. */
export const allHosts: readonly Host[] = [...hosts, fetchHost]
