import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import { fdatasync, openSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import type { AcceptedEvent, SettledEvent } from '@telnyx-call/core'
import type { Framework, JournalLine } from './journal.ts'

/** Writes down what this process handles. */
export interface JournalWriter {
  /** Serves the request that has this number, so that what is written while it is served is known to belong to it. */
  serve(requestNumber: number, respond: () => void): void
  /** To be called by the handler once its work is done. Resolves when it is on the disk, whatever becomes of this process. */
  recordHandled(): Promise<void>
}

const syncFile = promisify(fdatasync)

/** @param path - of a file of this process's own. */
export function openJournal(path: string, framework: Framework): JournalWriter {
  const file = openSync(path, 'a')
  // In one write and at once: a kill finds a line written or not.
  const write = (line: JournalLine) => writeSync(file, `${JSON.stringify(line)}\n`)
  const current = new AsyncLocalStorage<number>()
  const requests = new Map<symbol, number>()

  subscribe('telnyx-call:accepted', (message) => {
    const { exchange, call, deliveryId, deduplicated, storeError } = message as AcceptedEvent
    const request = readRequest()
    requests.set(exchange, request)
    const facts = { request, pid: process.pid, framework, callSid: call?.CallSid ?? '', deliveryId }
    write({ phase: 'begun', atMs: Date.now(), ...facts, deduplicated, storeError: describe(storeError) })
  })
  subscribe('telnyx-call:settled', (message) => {
    const { exchange, succeeded, storeError } = message as SettledEvent
    const request = requests.get(exchange) ?? 0
    requests.delete(exchange)
    write({ phase: 'settled', request, atMs: Date.now(), succeeded, storeError: describe(storeError) })
  })

  function readRequest(): number {
    const request = current.getStore()
    if (request === undefined) throw new Error('a handler runs outside of its request')
    return request
  }

  return {
    serve(requestNumber, respond) {
      current.run(requestNumber, respond)
    },
    async recordHandled() {
      write({ phase: 'handled', request: readRequest(), atMs: Date.now() })
      await syncFile(file)
    },
  }
}

/** Where an error has a code, that says it shortest. */
function describe(error: unknown): string | undefined {
  if (error === undefined) return undefined
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
