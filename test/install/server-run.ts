import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createTestKeys, signedRequest } from '@telnyx-call/testing'

/** How a server answered, and what it printed until then. */
export interface ServerRun {
  readonly signed: number
  readonly forged: number
  readonly output: string
}

/** Starts a server that prints where it listens, sends it a signed and a forged call, and ends it. */
export async function runServer(
  command: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<ServerRun> {
  const keys = createTestKeys()
  // Without what tap loads into processes of Node.
  const server = spawn('sh', ['-c', `unset NODE_OPTIONS; exec ${command}`], {
    cwd,
    env: { ...env, TELNYX_PUBLIC_KEY: keys.publicKey },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exit = once(server, 'exit')
  let errors = ''
  server.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const lines: string[] = []
  try {
    for await (const line of createInterface({ input: server.stdout })) {
      lines.push(line)
      const [, port] = /(?:port: |127\.0\.0\.1:)(\d+)/.exec(line) ?? []
      if (port === undefined) continue
      const url = `http://127.0.0.1:${port}/webhooks/telnyx`
      const forged = await fetch(url, signedRequest({ keys: createTestKeys() }))
      const signed = await fetch(url, signedRequest({ keys }))
      return { signed: signed.status, forged: forged.status, output: lines.join('\n') }
    }
  } finally {
    server.kill()
    await exit
  }
  throw new Error(`The server never listened: ${command}\n${lines.join('\n')}\n${errors}`)
}
