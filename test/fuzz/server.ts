/** A host in a process of its own, started by run.ts with its settings as JSON, that counts what happens in it. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { type ReceiverOptions, subscribeToTelnyxCalls } from '@telnyx-call/core'
import { telnyxCall as guardExpress } from '@telnyx-call/express'
import { telnyxCall as guardFastify } from '@telnyx-call/fastify'
import { telnyxCall as guardKoa } from '@telnyx-call/koa'
import express from 'express'
import Fastify from 'fastify'
import Koa from 'koa'
import { CALLBACK_PATH } from '../conformance/host.ts'
import type { Manner } from './conversations.ts'

export type Adapter = 'express' | 'koa' | 'fastify'

/** What the process tells when it is asked. */
export interface ServerReport {
  readonly accepted: number
  readonly settled: number
  /** Deliveries that were settled more than once, or never accepted. */
  readonly oddlySettled: number
  readonly received: number
  readonly acknowledged: number
  readonly refused: Readonly<Record<string, number>>
  /** Exceptions that nobody caught and rejections that nobody handled. */
  readonly strays: readonly string[]
  readonly rssBytes: number
}

/** What the process sends: its port, then calls that were handled, and reports. */
export type ServerMessage =
  | { readonly port: number }
  | { readonly handled: readonly string[] }
  | { readonly report: ServerReport }

const FLUSH_MS = 20
const LONGEST_WORK_MS = 30

const { adapter, publicKey } = JSON.parse(process.argv[2] ?? '') as { adapter: Adapter; publicKey: string }
const strays: string[] = []
process.on('uncaughtException', (error) => strays.push(`exception: ${error.stack}`))
process.on('unhandledRejection', (reason) =>
  strays.push(`rejection: ${reason instanceof Error ? reason.stack : reason}`),
)

const counts = { received: 0, accepted: 0, settled: 0, oddlySettled: 0, acknowledged: 0 }
const refused: Record<string, number> = {}
const open = new Set<symbol>()
subscribeToTelnyxCalls({
  received: () => {
    counts.received += 1
  },
  accepted: ({ exchange }) => {
    counts.accepted += 1
    open.add(exchange)
  },
  settled: ({ exchange }) => {
    counts.settled += 1
    if (!open.delete(exchange)) counts.oddlySettled += 1
  },
  acknowledged: () => {
    counts.acknowledged += 1
  },
  refused: ({ code }) => {
    refused[code] = (refused[code] ?? 0) + 1
  },
})

let handled: string[] = []
const failedOnce = new Set<string>()

/** Does what the CallSid says. */
async function handle(callSid = ''): Promise<void> {
  const manner = callSid.slice(0, callSid.indexOf('-')) as Manner
  if (manner === 'slow') await sleep(Math.random() * LONGEST_WORK_MS)
  if (manner === 'late') await setImmediate()
  if (manner === 'failing' && !failedOnce.delete(callSid)) {
    failedOnce.add(callSid)
    throw new Error('the handler failed, as this run wants')
  }
  handled.push(callSid)
}

const createListeners: Readonly<Record<Adapter, (options: ReceiverOptions) => Promise<RequestListener>>> = {
  async express(options) {
    const app = express()
    app.set('env', 'test')
    app.all(CALLBACK_PATH, guardExpress(options), async (request, response) => {
      await handle(request.telnyxCall?.CallSid)
      response.json({ handled: true })
    })
    return app
  },
  async koa(options) {
    const app = new Koa()
    app.silent = true
    app.use(guardKoa(options))
    app.use(async (ctx) => {
      await handle(ctx.request.telnyxCall?.CallSid)
      ctx.body = { handled: true }
    })
    return app.callback()
  },
  async fastify(options) {
    let listener: RequestListener | undefined
    const app = Fastify({
      serverFactory: (respond) => {
        listener = respond
        return createServer(respond)
      },
    })
    await app.register(guardFastify, options)
    app.telnyxCall(CALLBACK_PATH, async (request) => {
      await handle(request.telnyxCall?.CallSid)
      return { handled: true }
    })
    await app.ready()
    if (listener === undefined) throw new Error('Fastify made no server')
    return listener
  },
}

function report(): ServerReport {
  globalThis.gc?.()
  return {
    ...counts,
    refused: { ...refused },
    strays: strays.slice(0, 20),
    rssBytes: process.memoryUsage.rss(),
  }
}

function send(message: ServerMessage): void {
  process.send?.(message)
}

function flush(): void {
  if (handled.length > 0) send({ handled })
  handled = []
}

setInterval(flush, FLUSH_MS).unref()
process.on('message', () => {
  flush()
  send({ report: report() })
})
// Whoever started this process is gone.
process.once('disconnect', () => process.exit(1))

const server = createServer(await createListeners[adapter]({ publicKey }))
server.listen(0, '127.0.0.1', () => send({ port: (server.address() as AddressInfo).port }))
