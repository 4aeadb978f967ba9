import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Delivery, ReceiverOptions, TelnyxCall } from '@telnyx-call/core'
import type { Front } from './fronts.ts'

/** Where every host under test has its guarded route, for all methods. */
export const CALLBACK_PATH = '/webhooks/telnyx'

export type HostName = 'fastify' | 'koa' | 'koa2' | 'express' | 'express4'

/** A framework with its adapter. */
export interface Host {
  readonly name: HostName
  start(setup: Setup): Promise<RunningHost>
}

/** The application to build: what stands in front of the guard, the guard, and the handler behind it. */
export interface Setup {
  readonly options: ReceiverOptions
  readonly handler: HandlerBehaviour
  /** What a platform does with the request before the framework has it. */
  readonly front?: Front | undefined
  /** The name of one of the host's own arrangements of body parsers in front of the guard. */
  readonly parser?: string | undefined
}

/** An application listening on 127.0.0.1. */
export interface RunningHost {
  readonly port: number
  readonly server: Server
  /** What the handler found on its request, once for each time it ran. */
  readonly handled: readonly Handled[]
  /** What reached the host's own error handling. */
  readonly errors: readonly unknown[]
  stop(): Promise<void>
}

export interface Handled {
  readonly call: TelnyxCall | undefined
  readonly delivery: Delivery | undefined
}

/** What the handler does, in terms that each host has its own words for. Without `status` it answers nothing. */
export interface HandlerBehaviour {
  readonly status?: number
  readonly json?: object
  readonly failure?: 'throws' | 'rejects'
  /** Answers a moment later. */
  readonly late?: boolean
}

/** What a failing handler throws. */
export const HANDLER_FAILURE = 'the handler failed, as this test wants'

/** Finds an arrangement by name. */
export function pickParser<Arrangement>(
  arrangements: Readonly<Record<string, Arrangement>>,
  name: string,
): Arrangement {
  const arrangement = arrangements[name]
  if (arrangement === undefined) throw new Error(`this host has no parser arrangement "${name}"`)
  return arrangement
}

/** Serves a listener on a free port of 127.0.0.1. */
export async function listen(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: readPort(server) }
}

export function readPort(server: Server): number {
  return (server.address() as AddressInfo).port
}

/** Closes a server and every connection to it. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
