import { pause } from '../conformance/wire.ts'
import { converse } from './client.ts'
import { makeConversations } from './conversations.ts'
import type { MemorySample } from './memory-trend.ts'
import type { Adapter, ServerReport } from './server.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import { Tally } from './tally.ts'

export interface FuzzSettings {
  readonly adapter: Adapter
  readonly seed: number
  readonly requests: number
}

/** What came of a run. */
export interface FuzzRun {
  readonly settings: FuzzSettings
  readonly tally: Tally
  readonly report: ServerReport
  readonly handledCounts: ReadonlyMap<string, number>
  readonly samples: readonly MemorySample[]
  readonly durationMs: number
}

const WORKERS = 24
const SAMPLES = 40
/** How long the last handlers and settlements may take. */
const GRACE_MS = 5000

/** Sends one adapter so many requests, and waits until it has dealt with all of them. */
export async function runFuzz(settings: FuzzSettings): Promise<FuzzRun> {
  const startedAt = performance.now()
  const server = await startServerProcess(settings.adapter)
  try {
    const tally = new Tally()
    const samples: MemorySample[] = []
    await Promise.all([sendAll(settings, server, tally), sample(settings, server, tally, samples)])
    const report = await waitForSettlement(server)
    const durationMs = performance.now() - startedAt
    return { settings, tally, report, handledCounts: server.handledCounts, samples, durationMs }
  } finally {
    server.stop()
  }
}

async function sendAll(
  { adapter, seed, requests }: FuzzSettings,
  server: ServerProcess,
  tally: Tally,
): Promise<void> {
  let number = 0
  const work = async () => {
    while (tally.sent < requests && server.isAlive) {
      number += 1
      const conversations = makeConversations(seed, adapter, number)
      for (const conversation of conversations) tally.noteSent(conversation)
      const answers = await Promise.all(conversations.map((each) => converse(server.port, each)))
      tally.noteAnswers(answers.flat())
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, work))
}

async function sample(
  { requests }: FuzzSettings,
  server: ServerProcess,
  tally: Tally,
  samples: MemorySample[],
): Promise<void> {
  for (let due = 0; due < requests && server.isAlive; due += requests / SAMPLES) {
    while (tally.sent < due && server.isAlive) await pause(5)
    const { rssBytes } = await server.report()
    samples.push({ requests: tally.sent, rssBytes })
  }
}

async function waitForSettlement(server: ServerProcess): Promise<ServerReport> {
  const deadline = performance.now() + GRACE_MS
  for (;;) {
    const report = await server.report()
    if (report.accepted === report.settled || performance.now() > deadline) return report
    await pause(50)
  }
}
