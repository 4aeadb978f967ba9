import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** A Worker to be served by workerd. */
export interface WorkerSettings {
  /** The program, as the package `workerd` has it. */
  readonly program: string
  /** The source of each module by its name; the first is the Worker. */
  readonly modules: Readonly<Record<string, string>>
  readonly compatibilityDate?: string
  readonly compatibilityFlags?: readonly string[]
  /** Texts in `env`. */
  readonly variables?: Readonly<Record<string, string>>
}

export interface RunningWorker {
  readonly origin: string
  /** What it wrote so far. */
  readOutput(): string
  stop(): Promise<void>
}

const COMPATIBILITY_DATE = '2025-06-01'
const START_MILLISECONDS = 20_000

/**
 * Serves a Worker on a free port of 127.0.0.1. As `SELF`, it can call itself.
 *
 * @throws Error with what workerd says where the Worker does not load.
 */
export async function startWorker(settings: WorkerSettings): Promise<RunningWorker> {
  const folder = await mkdtemp(join(tmpdir(), 'telnyx-call-workerd-'))
  for (const [name, source] of Object.entries(settings.modules)) await writeFile(join(folder, name), source)
  await writeFile(join(folder, 'config.capnp'), writeConfig(settings))
  const args = ['serve', join(folder, 'config.capnp'), '--control-fd=3']
  const child = spawn(settings.program, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  const stop = async () => {
    if (child.exitCode === null)
      await new Promise((resolve) => child.once('exit', resolve) && child.kill('SIGKILL'))
    await rm(folder, { recursive: true })
  }
  try {
    const port = await readPort(child)
    return { origin: `http://127.0.0.1:${port}`, readOutput: () => output, stop }
  } catch (error) {
    await stop()
    throw new Error(`workerd: ${(error as Error).message}\n${output}`)
  }
}

/** It tells the port that it was given on the control channel. */
function readPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, START_MILLISECONDS, new Error('it does not listen'))
    let told = ''
    const control = child.stdio[3] as Readable
    control.on('data', (chunk) => {
      told += chunk
      const port = /"event":"listen".*"port":(\d+)/.exec(told)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
    child.once('error', reject).once('exit', (code) => reject(new Error(`it ended with ${code}`)))
    control.once('close', () => clearTimeout(timer))
  })
}

function writeConfig({
  modules,
  compatibilityDate,
  compatibilityFlags = [],
  variables = {},
}: WorkerSettings): string {
  const moduleLines = Object.keys(modules).map((name) => `(name = "${name}", esModule = embed "${name}")`)
  const bindingLines = Object.entries(variables).map(
    ([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`,
  )
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const main :Workerd.Worker = (
  modules = [${moduleLines.join(', ')}],
  compatibilityDate = "${compatibilityDate ?? COMPATIBILITY_DATE}",
  compatibilityFlags = ${JSON.stringify(compatibilityFlags)},
  bindings = [${['(name = "SELF", service = "main")', ...bindingLines].join(', ')}]
);
`
}
