import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ReceiverOptions } from '@telnyx-call/core'
import {
  createTestKeys,
  type SignedRequest,
  sampleCall,
  signedRequest,
  type TestKeys,
} from '@telnyx-call/testing'
import type { Test } from 'tap'
import { type App, type Framework, type GuardedRoutes, type Handle, startApp } from './apps.ts'
import { type Answer, type SendOptions, send } from './connections.ts'
import { openRunLog, type Run, type RunLog, readRuns } from './run-log.ts'

/** Applications in the process of the test, whose handlers write one log. */
export interface TestBed {
  readonly keys: TestKeys
  /** The test's own. */
  readonly folder: string
  readonly runsPath: string
  readonly log: RunLog
  /** Starts an application with one guard, closed when the test is over. */
  start(framework: Framework, handler: number | Handle, options?: GuardOptions): Promise<App>
  /** Starts an application with several guards, or paths. */
  startRoutes(
    framework: Framework,
    handler: number | Handle,
    routes: readonly Omit<GuardedRoutes, 'options'>[],
    options?: GuardOptions,
  ): Promise<App>
  /** A call's end for which nobody waits for TeXML, signed as Telnyx signs it. */
  sign(callSid: string, timestamp?: Date): SignedRequest
  /** Signs and sends. */
  deliver(app: Pick<App, 'port'>, callSid: string, options?: SendOptions): Promise<Answer>
  /** The runs of a call's handler, or of all. */
  runs(callSid?: string): Promise<readonly Run[]>
  /** Resolves once the handler is at work for a call. */
  waitForRun(callSid: string): Promise<void>
}

const PATIENCE_MS = 10_000

type GuardOptions = Omit<ReceiverOptions, 'publicKey'>

export function createTestBed(t: Test): TestBed {
  const keys = createTestKeys()
  const folder = t.testdir()
  const runsPath = join(folder, 'runs.jsonl')
  const log = openRunLog(runsPath)
  t.teardown(() => log.close())

  const toHandle = (handler: number | Handle): Handle => {
    if (typeof handler !== 'number') return handler
    return ({ call }) => log.work(call?.CallSid ?? '', handler)
  }
  const bed: TestBed = {
    keys,
    folder,
    runsPath,
    log,
    start: (framework, handler, options) => bed.startRoutes(framework, handler, [{}], options),
    async startRoutes(framework, handler, routes, options) {
      const guarded = routes.map((route) => ({
        ...route,
        options: { ...options, publicKey: keys.publicKey },
      }))
      const app = await startApp(framework, guarded, toHandle(handler))
      t.teardown(() => app.close())
      return app
    },
    sign: (callSid, timestamp) =>
      signedRequest({
        keys,
        fields: sampleCall('recorded', { CallSid: callSid }),
        ...(timestamp && { timestamp }),
      }),
    deliver: ({ port }, callSid, options) => send(port, bed.sign(callSid), options),
    runs: (callSid) => readRuns(runsPath, callSid),
    waitForRun: (callSid) =>
      waitUntil(async () => (await bed.runs(callSid)).length > 0, `the handler of ${callSid}`),
  }
  return bed
}

export async function waitUntil(isReached: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await isReached())) {
    if (performance.now() > deadline) throw new Error(`waited ${PATIENCE_MS} ms for ${what}`)
    await sleep(10)
  }
}
