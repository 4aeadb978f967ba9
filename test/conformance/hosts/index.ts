import type { Host } from '../host.ts'
import { express4Host, expressHost } from './express.ts'
import { fastifyHost } from './fastify.ts'
import { koa2Host, koaHost } from './koa.ts'

/** Every host that has an adapter. A new one is added here, and to `HostName`. */
export const hosts: readonly Host[] = [fastifyHost, koaHost, koa2Host, expressHost, express4Host]
