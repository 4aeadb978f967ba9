import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import { fdatasync, openSync, writeSync } from 'node:fs'
import type { AcceptedEvent, AcknowledgedEvent, RefusedEvent, SettledEvent } from '@telnyx-call/core'
import type { Framework, JournalLine, KeptLine } from './journal.ts'

/** Writes down what this process does. */
export interface JournalWriter {
  /** Serves a request or a redelivery under this name, so that what is written meanwhile is known to belong to it. */
  serve<Result>(exchange: string, respond: () => Result): Result
  /** The last that the handler does. When it returns, it is written, whatever becomes of this process. */
  recordHandled(): void
  recordKept(facts: Pick<KeptLine, 'name' | 'callSid' | 'record'>): void
  recordRedelivered(name: string, result: string): void
}

/** A process that comes back so late to its clock did not run, and its leases were not renewed. */
const STALL_MS = 400
const CLOCK_MS = 50

type LineFacts<Line> = Line extends JournalLine ? Omit<Line, 'pid' | 'atMs'> : never

/** @param path - of a file of this process's own. */
export function openJournal(path: string, framework: Framework): JournalWriter {
  const file = openSync(path, 'a')
  const current = new AsyncLocalStorage<string>()
  const exchanges = new Map<symbol, string>()

  // In one write and at once: a kill finds a line written or not.
  function write(facts: LineFacts<JournalLine>): void {
    writeSync(file, `${JSON.stringify({ pid: process.pid, atMs: Date.now(), ...facts })}\n`)
  }
  function readExchange(): string {
    const exchange = current.getStore()
    if (exchange === undefined) throw new Error('this belongs to no request')
    return exchange
  }

  subscribe('telnyx-call:accepted', (message) => {
    const { exchange: key, call, deduplicated, storeError } = message as AcceptedEvent
    const exchange = readExchange()
    exchanges.set(key, exchange)
    const facts = { framework, callSid: call?.CallSid ?? '', deduplicated, storeError: describe(storeError) }
    write({ phase: 'begun', exchange, ...facts })
  })
  subscribe('telnyx-call:settled', (message) => {
    const { exchange: key, outcome, storeError } = message as SettledEvent
    const exchange = exchanges.get(key) ?? ''
    exchanges.delete(key)
    write({ phase: 'settled', exchange, outcome, storeError: describe(storeError) })
  })
  subscribe('telnyx-call:refused', (message) => {
    write({ phase: 'dismissed', exchange: readExchange(), reason: (message as RefusedEvent).code })
  })
  subscribe('telnyx-call:acknowledged', (message) => {
    write({ phase: 'dismissed', exchange: readExchange(), reason: (message as AcknowledgedEvent).reason })
  })
  watchClock((fromMs) => write({ phase: 'stalled', fromMs }))

  return {
    serve: (exchange, respond) => current.run(exchange, respond),
    recordHandled() {
      write({ phase: 'handled', exchange: readExchange() })
      // What was written outlives the process, and the handler ends with it. The disk is for a machine that goes down.
      fdatasync(file, () => {})
    },
    recordKept: (facts) => write({ phase: 'kept', ...facts }),
    recordRedelivered: (name, result) => write({ phase: 'redelivered', name, result }),
  }
}

/** Where an error has a code, that says it shortest. */
function describe(error: unknown): string | undefined {
  if (error === undefined) return undefined
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

function watchClock(onStall: (fromMs: number) => void): void {
  let lastMs = Date.now()
  setInterval(() => {
    const fromMs = lastMs
    lastMs = Date.now()
    if (lastMs - fromMs > STALL_MS) onStall(fromMs)
  }, CLOCK_MS).unref()
}
