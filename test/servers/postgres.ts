import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from './redis.ts'

const PATIENCE_MILLISECONDS = 10_000

/** A real PostgreSQL of the test's own, on a free port of 127.0.0.1. What it holds outlives `stop()`, and goes with `close()`. */
export interface PostgresServer {
  readonly port: number
  /** The connection string of its superuser. */
  readonly url: string
  /** Ends the processes; every connection breaks. */
  stop(): Promise<void>
  /** As `stop`, without warning (SIGKILL). Linux only. */
  kill(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
  /** Whether it answers on a new connection. While it is held still, that is not known. */
  isAnswering(): Promise<boolean>
  /** Holds all of its processes still: connections stay, and nothing is answered. Linux only. */
  freeze(): void
  thaw(): void
  /** Ends it, and removes its files. */
  close(): Promise<void>
}

const programs = findPrograms()

/** For tap's option `skip`: false where there is a PostgreSQL server, else the reason. */
export const skipWithoutPostgres: string | false =
  programs === undefined
    ? 'there is no PostgreSQL server on this machine (Debian: apt-get install postgresql)'
    : false

/** @param options.configuration - settings such as `{ max_connections: '20' }`. */
export async function startPostgresServer(
  options: { readonly configuration?: Readonly<Record<string, string>> } = {},
): Promise<PostgresServer> {
  if (programs === undefined) throw new Error(String(skipWithoutPostgres))
  const account = findAccount()
  const folder = await mkdtemp(join(tmpdir(), 'telnyx-call-postgres-'))
  if (account !== undefined) await chown(folder, account.uid, account.gid)
  const port = await findFreePort()
  const data = join(folder, 'data')
  const initdb = spawnSync(
    join(programs, 'initdb'),
    [
      '--pgdata',
      data,
      '--username',
      'postgres',
      '--auth',
      'trust',
      '--encoding',
      'UTF8',
      '--locale',
      'C',
      '--no-sync',
    ],
    { ...account, cwd: folder, encoding: 'utf8' },
  )
  if (initdb.status !== 0) throw new Error(`initdb failed: ${initdb.stderr}`)
  // The data are gone with the test, so that nothing has to reach the disk.
  const settings = Object.entries({
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    ...options.configuration,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  let child: ChildProcess | undefined
  let isFrozen = false

  const start = async () => {
    child = spawn(join(programs, 'postgres'), ['-D', data, ...settings], {
      ...account,
      cwd: folder,
      stdio: 'ignore',
    })
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`postgres ended with code ${code} while starting`)
    })
    ended.catch(() => {})
    await Promise.race([waitForAnswer(port), ended])
  }
  const signalAll = (signal: NodeJS.Signals) => {
    if (child?.pid === undefined || isOver(child)) return
    // The first process makes the others: it stops first, so that there are no more of them.
    process.kill(child.pid, signal)
    for (const pid of readChildren(child.pid)) sendSignal(pid, signal)
  }
  const thaw = () => {
    signalAll('SIGCONT')
    isFrozen = false
  }
  const stop = async () => {
    if (child === undefined || isOver(child)) return
    const exit = once(child, 'exit')
    if (isFrozen) thaw()
    // Its "fast shutdown": connections are broken, and what was committed is kept.
    child.kill('SIGINT')
    await exit
  }
  const kill = async () => {
    if (child?.pid === undefined || isOver(child)) return
    const exit = once(child, 'exit')
    // Once the first process is gone, nobody knows of the others, and it does not start again beside them.
    process.kill(child.pid, 'SIGSTOP')
    for (const pid of [...readChildren(child.pid), child.pid]) sendSignal(pid, 'SIGKILL')
    isFrozen = false
    await exit
  }
  await start()
  return {
    port,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start,
    stop,
    kill,
    isAnswering: () => isAccepting(port),
    freeze: () => {
      isFrozen = true
      signalAll('SIGSTOP')
    },
    thaw,
    close: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Some processes are short-lived, and gone by the time that they are to be signalled. */
function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {}
}

/** Each connection has a process of its own. */
function readChildren(pid: number): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return list.split(' ').filter(Boolean).map(Number)
}

/** The folder of `initdb` and `postgres`, of the newest version: Debian has them outside of PATH. */
function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian) : []
  const folders = [
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  return folders.find((folder) =>
    ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))),
  )
}

/** PostgreSQL refuses to run as root, and runs as the user that its package made then. */
function findAccount(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = ['-u', '-g'].map((option) => Number(spawnSync('id', [option, 'postgres']).stdout))
  if (!uid || !gid) throw new Error('PostgreSQL does not run as root, and there is no user postgres')
  return { uid, gid }
}

async function waitForAnswer(port: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS
  while (!(await isAccepting(port))) {
    if (Date.now() > deadline) throw new Error(`postgres on port ${port} does not answer`)
    await sleep(20)
  }
}

// Protocol version 3.0, user postgres.
const STARTUP_MESSAGE = Buffer.from('\0\0\0\x17\0\x03\0\0user\0postgres\0\0', 'latin1')

/** While it starts, it answers with an error, and refuses connections before that. Authentication is an R. */
function isAccepting(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(STARTUP_MESSAGE))
    socket.once('data', (answer) => {
      socket.destroy()
      resolve(answer.toString('latin1').startsWith('R'))
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
