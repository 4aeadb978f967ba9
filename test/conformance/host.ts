import type { Server } from 'node:http'
import type { Delivery, Receiver, ReceiverOptions, TelnyxCall, TelnyxEvent } from '@telnyx-call/core'
import type { Front } from './fronts.ts'
import { pause, type WireAnswer, type WireRequest } from './wire.ts'

/** Where every host under test has its guarded route, for all methods. */
export const CALLBACK_PATH = '/webhooks/telnyx'

export type HostName = 'fastify' | 'koa' | 'koa2' | 'express' | 'express4' | 'fetch'

/** What a case may need that not every host has. */
export type Need =
  /** A connection, to write to byte for byte. */
  | 'sockets'
  /** Node's own HTTP server, with its requests, and what it joins by itself. */
  | 'node-http'
  /** An HTTP server that answers ambiguous framing as that of Node does. */
  | 'node-framing'
  /** An HTTP server that does not take a body for whole before the last byte of its last chunk. */
  | 'last-chunk'
  /** A place on the request where a platform can leave the body that it has read. */
  | 'kept-body'
  /** A response that somebody else can answer meanwhile. */
  | 'shared-response'
  /** A response that a handler can write past its framework. */
  | 'raw-response'
  /** Built-in modules of Node. */
  | 'node-modules'

/** A framework with its adapter. */
export interface Host {
  readonly name: HostName
  /** Why it does not have what some cases need. Default: it has everything. */
  readonly lacks?: Readonly<Partial<Record<Need, string>>>
  /** Whether the adapter decides what becomes of the connection, and not the host around it. */
  readonly ownsConnection?: boolean
  start(setup: Setup): Promise<RunningHost>
}

/** A host on `node:http`. */
export interface ListeningHost extends Host {
  start(setup: Setup): Promise<RunningHost & { readonly port: number; readonly server: Server }>
}

/** The application to build: what stands in front of the guard, the guard, and the handler behind it. */
export interface Setup {
  readonly options: ReceiverOptions
  /** What the handler does the first time it runs, the second time, and so on; the last one goes for all later runs. */
  readonly handlers: readonly HandlerBehaviour[]
  /** What a handler that waits is waiting for. */
  readonly gate: Promise<void>
  /** What a platform does with the request before the framework has it. */
  readonly front?: Front | undefined
  /** The name of one of the host's own arrangements of body parsers in front of the guard. */
  readonly parser?: string | undefined
  /** The name of one of the host's own parsers, between the guard and the handler. */
  readonly parserBehind?: string | undefined
  /** Whether the guard is mounted on the whole application as well. */
  readonly isGuardedTwice?: boolean | undefined
}

/** A request that was sent, and whose answer somebody may wait for. */
export interface OpenExchange {
  readAnswer(): Promise<WireAnswer>
  /** The sender leaves, whether or not there is an answer yet. */
  destroy(): void
}

/** An application that takes requests. */
export interface RunningHost {
  /** Sends a request and waits for its answer. */
  send(request: WireRequest): Promise<WireAnswer>
  /** Sends a request. */
  open(request: WireRequest): Promise<OpenExchange>
  /** Where it listens on 127.0.0.1, unless it is called in process. */
  readonly port?: number
  /** Node's server, where it is one that listens. */
  readonly server?: Server
  /** What the handler found on its request, once for each time it ran. */
  readonly handled: readonly Handled[]
  /** What reached the host's own error handling. */
  readonly errors: readonly unknown[]
  /** What the adapter returned beside its guard. */
  readonly guard: Pick<Receiver, 'pending' | 'drain' | 'redeliver'>
  stop(): Promise<void>
}

export interface Handled {
  readonly call: TelnyxCall | undefined
  readonly event: TelnyxEvent | undefined
  readonly delivery: Delivery | undefined
  /** What the framework, or a parser behind the guard, made of the body. */
  readonly body: unknown
}

/** What the handler does, in terms that each host has its own words for. Without `status` it answers nothing. */
export interface HandlerBehaviour {
  readonly status?: number
  readonly json?: object
  readonly texml?: string
  readonly failure?: 'throws' | 'rejects'
  /** Answers a moment later. */
  readonly late?: boolean
  /** Answers when the case opens the gate. */
  readonly waits?: boolean
  /**
   * Writes the answer past the framework, or by a stream: one that ends, one that fails when a part of it has gone, or one that never
   * ends. Default: in the framework's own words.
   */
  readonly by?: 'raw-response' | StreamKind
}

export type StreamKind = 'stream' | 'failing-stream' | 'endless-stream'

const LATE_MILLISECONDS = 20
const DRIP_MILLISECONDS = 10

/** What a failing handler throws. */
export const HANDLER_FAILURE = 'the handler failed, as this test wants'

/** Runs the handler for the so manieth time, counted from 0: it fails, waits, or answers at once. */
export function runHandler<Answer>(
  { handlers, gate }: Setup,
  run: number,
  answer: (behaviour: HandlerBehaviour) => Answer,
): Answer | Promise<Answer> {
  const behaviour = handlers[Math.min(run, handlers.length - 1)] ?? {}
  if (behaviour.failure === 'throws') throw new Error(HANDLER_FAILURE)
  if (behaviour.failure === 'rejects') return Promise.reject(new Error(HANDLER_FAILURE))
  if (behaviour.late) return pause(LATE_MILLISECONDS).then(() => answer(behaviour))
  if (behaviour.waits) return gate.then(() => answer(behaviour))
  return answer(behaviour)
}

/** The body of an answer that is a stream, part by part. */
export async function* drip(kind: StreamKind): AsyncGenerator<string> {
  do {
    yield 'a part'
    await pause(DRIP_MILLISECONDS)
    if (kind === 'failing-stream') throw new Error(HANDLER_FAILURE)
  } while (kind === 'endless-stream')
}

/** Finds an arrangement by name. */
export function pickParser<Arrangement>(
  arrangements: Readonly<Record<string, Arrangement>>,
  name: string,
): Arrangement {
  const arrangement = arrangements[name]
  if (arrangement === undefined) throw new Error(`this host has no parser arrangement "${name}"`)
  return arrangement
}
