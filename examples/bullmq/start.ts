import { type ChildProcess, spawn } from 'node:child_process'

const children = new Map<string, ChildProcess>()
let isStopping = false

/** Runs a part of the example in a process of its own, and again where it was killed. */
function run(file: string): void {
  const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: 'inherit' })
  children.set(file, child)
  child.on('exit', (code, signal) => {
    children.delete(file)
    if (isStopping) return
    if (signal) return run(file)
    process.exitCode = code ?? 1
    stop()
  })
}

function stop(): void {
  isStopping = true
  for (const child of children.values()) child.kill('SIGTERM')
}

process.once('SIGINT', stop).once('SIGTERM', stop)
run('server.ts')
run('worker.ts')
