import { join } from 'node:path'
import { type SignedRequestOptions, signedRequest, type TestKeys } from '@telnyx-call/testing'
import type { Test } from 'tap'
import { readDevelopmentKeys } from '../src/development-keys.ts'
import type { DeliveryDetail } from '../src/inspector/protocol.ts'
import { makeFolder, type RunningCli, startCli } from './run-cli.ts'

/** A running `listen --json`. */
export interface ListenProcess {
  readonly cli: RunningCli
  readonly cwd: string
  readonly url: string
  readonly pageUrl: string
  /** The development key pair that it made. */
  readonly keys: TestKeys
  /** Sends an event that is signed with the development key. */
  post(options?: Omit<SignedRequestOptions, 'keys'>, path?: string): Promise<Response>
  /** Waits for the record of a delivery. */
  waitForRecord(pattern: RegExp): Promise<Record<string, unknown>>
  /** Asks the page's server for everything about a delivery. */
  readDetail(id: unknown): Promise<DeliveryDetail>
}

/** Starts `listen` on free ports and waits until it is ready. It is stopped after the test. */
export async function startListen(
  t: Test,
  args: readonly string[] = [],
  cwd: string = makeFolder(t),
): Promise<ListenProcess> {
  const cli = startCli(['listen', '--port', '0', '--page-port', '0', '--json', ...args], { cwd })
  t.teardown(() => cli.stop())
  const { url, pageUrl } = JSON.parse(await cli.waitForLine(/"ready":true/))
  const keys = readDevelopmentKeys(join(cwd, '.telnyx-call'))
  return {
    cli,
    cwd,
    url,
    pageUrl,
    keys,
    post: (options = {}, path = '') => fetch(url + path, signedRequest({ keys, ...options })),
    waitForRecord: async (pattern) => JSON.parse(await cli.waitForLine(pattern)),
    readDetail: async (id) => JSON.parse(await (await fetch(`${pageUrl}deliveries/${id}`)).text()),
  }
}
