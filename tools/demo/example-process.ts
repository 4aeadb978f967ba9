import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { TelnyxCall } from '@telnyx-call/core'

/** An example running in its own process. */
export interface ExampleProcess {
  readonly name: string
  /** URL of its webhook. */
  readonly url: string
  /** The calls that its handler has reported so far. */
  readonly handled: readonly TelnyxCall[]
  /** Stops it with SIGTERM. @returns its exit code. */
  stop(): Promise<number | null>
}

/** Starts an example on a free port and waits until it listens. Without `redisUrl`, it remembers its calls in memory. */
export async function startExample(name: string, publicKey: string, redisUrl = ''): Promise<ExampleProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], {
    cwd: new URL(`../../examples/${name}/`, import.meta.url),
    env: { ...process.env, PORT: '0', TELNYX_PUBLIC_KEY: publicKey, REDIS_URL: redisUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const handled: TelnyxCall[] = []
  const exit = once(child, 'exit')
  const origin = await readOutput(child, name, handled)
  return {
    name,
    url: `${origin}/webhooks/telnyx`,
    handled,
    stop: async () => {
      child.kill()
      const [code] = await exit
      return code
    },
  }
}

function readOutput(child: ChildProcess, name: string, handled: TelnyxCall[]): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('The example has no standard output to read.')
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('listening on ')) resolve(line.slice('listening on '.length))
      else if (line.startsWith('{"handled":')) handled.push(JSON.parse(line).handled)
    })
    child.once('exit', (code) => reject(new Error(`examples/${name} ended early, with code ${code}`)))
  })
}
