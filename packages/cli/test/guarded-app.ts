import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TelnyxCallMiddleware, type TelnyxEvent, telnyxCall } from '@telnyx-call/express'
import express from 'express'
import type { Test } from 'tap'
import { runCli } from './run-cli.ts'

type GuardOptions = Parameters<typeof telnyxCall>[0]

export interface GuardedApp {
  readonly url: string
  /** What the handler was given, in order. */
  readonly events: TelnyxEvent[]
}

/** Starts a server of any kind on this machine. It is closed after the test. */
export async function startServer(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/calls`
}

/** Starts an Express application that handles every event that Telnyx signs. */
export async function startApp(
  t: Test,
  options: GuardOptions,
  handle: express.RequestHandler = (_, response) => void response.send('thanks'),
): Promise<GuardedApp> {
  const events: TelnyxEvent[] = []
  const app = express()
  const guard = telnyxCall({ events: 'all', ...options } as GuardOptions) as TelnyxCallMiddleware
  app.post('/calls', guard, (request, response, next) => {
    if (request.telnyxEvent) events.push(request.telnyxEvent)
    return handle(request, response, next)
  })
  return { url: await startServer(t, app), events }
}

/** The development key of a folder, as an application would be started with it. */
export async function readDevelopmentKey(cwd: string): Promise<string> {
  const { stdout } = await runCli(['keys', '--print'], { cwd })
  return stdout.trim()
}
