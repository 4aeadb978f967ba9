import { type ChildProcess, spawn } from 'node:child_process'

const children = new Map<string, ChildProcess>()
let isStopping = false

/** Runs a part of the example in a process of its own, and again if it is killed. */
function run(file: string): void {
  const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: 'inherit' })
  children.set(file, child)
  child.on('exit', (code, signal) => {
    children.delete(file)
    if (signal && !isStopping) return run(file)
    if (code !== 0) process.exitCode = code ?? 1
    if (!isStopping) stop()
  })
}

/** Stops the parts, each of which finishes its work first. This process ends with the last of them. */
function stop(): void {
  isStopping = true
  for (const child of children.values()) child.kill('SIGTERM')
}

process.on('SIGTERM', stop).on('SIGINT', stop)
run('server.ts')
run('worker.ts')
