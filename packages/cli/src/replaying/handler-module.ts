import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Delivery, DeliveryStore } from '@telnyx-call/core'
import { UsageError } from '../exit.ts'

/** What a handler module exports. */
export interface HandlerModule {
  readonly handler: (delivery: Delivery) => unknown
  /** Remembers what was handled, across runs and together with the application. */
  readonly store?: DeliveryStore
  /** Called at the end, to close connections. */
  readonly close?: () => unknown
}

/** @throws UsageError (codes `unusable_handler`, `typescript_not_supported`) */
export async function loadHandlerModule(path: string): Promise<HandlerModule> {
  const exported = await importModule(path)
  const { default: main, handler = main, store, close } = exported
  if (typeof handler !== 'function') {
    throw new UsageError(
      'unusable_handler',
      `${path} exports no handler. Export a function as default or as handler: export default async (delivery) => { ... }`,
    )
  }
  return {
    handler: handler as HandlerModule['handler'],
    ...(store !== undefined && { store: store as DeliveryStore }),
    ...(typeof close === 'function' && { close: close as () => unknown }),
  }
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(resolve(path)).href)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[cm]?tsx?$/.test(path)) {
      throw new UsageError(
        'typescript_not_supported',
        `Node ${process.versions.node} cannot run ${path}: it does not strip types. Use Node 22.18 or newer, compile the file, or set NODE_OPTIONS="--import tsx" where tsx is installed.`,
      )
    }
    throw new UsageError('unusable_handler', `${path} cannot be imported: ${message ?? String(error)}`)
  }
}
