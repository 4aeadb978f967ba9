import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** `telnyx-call listen`, running in its own process. */
export interface InspectorProcess {
  /** Where it takes webhooks. */
  readonly url: string
  /** The inspector's page, with its token. */
  readonly pageUrl: string
  stop(): Promise<void>
}

const CLI = fileURLToPath(new URL('../../packages/cli/dist/cli.mjs', import.meta.url))

/** Starts it on free ports, and forwards what it takes to every application. */
export async function startInspector(
  publicKey: string,
  forwardUrls: readonly string[],
): Promise<InspectorProcess> {
  const home = mkdtempSync(join(tmpdir(), 'telnyx-call-demo-'))
  const forwards = forwardUrls.flatMap((url) => ['--forward', url])
  const ports = ['--port', '0', '--page-port', '0']
  const command = ['listen', '--json', ...ports, '--home', home, '--public-key', publicKey, ...forwards]
  const child = spawn(process.execPath, [CLI, ...command], { stdio: ['ignore', 'pipe', 'ignore'] })
  const exit = once(child, 'exit')
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exit.then(() => ['{}']),
  ])
  const { url, pageUrl } = JSON.parse(line)
  if (url === undefined) throw new Error('telnyx-call listen did not start.')
  const stop = async () => {
    child.kill()
    await exit
    rmSync(home, { recursive: true })
  }
  return { url, pageUrl, stop }
}
