import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HandlingOutcome, KeptDelivery } from '@telnyx-call/core'
import type { Pause } from './fleet.ts'

/** Frameworks of the fleet. */
export type Framework = 'fastify' | 'koa' | 'express'

/** What a receiver writes of its work, one JSON text per line. */
export type JournalLine =
  | BegunLine
  | HandledLine
  | SettledLine
  | DismissedLine
  | KeptLine
  | RedeliveredLine
  | StalledLine

interface LineHead {
  readonly pid: number
  /** In milliseconds since 1970, as every time here. */
  readonly atMs: number
}

interface ExchangeLine extends LineHead {
  /** The number that the proxy gave the request; for a redelivery, a name that the process gave it. */
  readonly exchange: string
}

/** The handler begins: the claim was answered, or was not. */
interface BegunLine extends ExchangeLine {
  readonly phase: 'begun'
  readonly framework: Framework
  readonly callSid: string
  /** False where the store could not be asked; `storeError` says why. */
  readonly deduplicated: boolean
  readonly storeError?: string | undefined
}

/** The handler has done its work: the last that it does. */
interface HandledLine extends ExchangeLine {
  readonly phase: 'handled'
}

/** The store knows what became of the handler, or could not be told. */
export interface SettledLine extends ExchangeLine {
  readonly phase: 'settled'
  readonly outcome: HandlingOutcome
  readonly storeError?: string | undefined
}

/** A request was answered without the handler. */
interface DismissedLine extends ExchangeLine {
  readonly phase: 'dismissed'
  /** `'duplicate'`, or the code of the refusal. */
  readonly reason: string
}

/** A delivery was kept, because `onFailed` was called or because the process before this one in its place had kept it. */
export interface KeptLine extends LineHead {
  readonly phase: 'kept'
  /** One for each record of the process. */
  readonly name: string
  readonly callSid: string
  readonly record: KeptDelivery
}

/** What was kept has been redelivered. */
interface RedeliveredLine extends LineHead {
  readonly phase: 'redelivered'
  readonly name: string
  readonly result: string
}

/** The process did not run for a while, whether or not somebody meant it. */
interface StalledLine extends LineHead {
  readonly phase: 'stalled'
  readonly fromMs: number
}

/** One run of a handler, as far as it came. */
export interface Handling extends Omit<BegunLine, 'phase' | 'atMs'> {
  readonly begunAtMs: number
  readonly handledAtMs?: number | undefined
  readonly settled?: SettledLine | undefined
}

/** What the receivers have written. */
export interface Journal {
  /** In the order in which the handlers began. */
  readonly handlings: readonly Handling[]
  readonly dismissed: readonly DismissedLine[]
  readonly kept: readonly KeptLine[]
  readonly redelivered: readonly RedeliveredLine[]
  readonly stalls: readonly Pause[]
}

/** Gathers what the receivers of a folder wrote. */
export async function readJournals(folder: string): Promise<Journal> {
  const names = await readdir(folder)
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return parseJournals(texts)
}

/** @param texts - of one process each. */
export function parseJournals(texts: readonly string[]): Journal {
  const journals = texts.map(parseLines)
  const lines = journals.flat()
  const pick = <Phase extends JournalLine['phase']>(phase: Phase) =>
    lines.filter((line): line is Extract<JournalLine, { phase: Phase }> => line.phase === phase)
  return {
    handlings: journals.flatMap(gatherHandlings).sort((one, other) => one.begunAtMs - other.begunAtMs),
    dismissed: pick('dismissed'),
    kept: pick('kept'),
    redelivered: pick('redelivered'),
    stalls: pick('stalled').map(({ pid, fromMs, atMs }) => ({ pid, fromMs, toMs: atMs })),
  }
}

/** What a process kept and did not redeliver. */
export function findLeftOver(text: string): readonly KeptLine[] {
  const { kept, redelivered } = parseJournals([text])
  const names = new Set(redelivered.map(({ name }) => name))
  return kept.filter(({ name }) => !names.has(name))
}

/** A process that was killed may have left half a line: what has no end was not written. */
function parseLines(text: string): readonly JournalLine[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as JournalLine)
}

function gatherHandlings(lines: readonly JournalLine[]): readonly Handling[] {
  const handlings = new Map<string, Handling>()
  for (const line of lines) {
    if (line.phase === 'begun') {
      const { phase, atMs, ...facts } = line
      handlings.set(line.exchange, { ...facts, begunAtMs: atMs })
    } else if (line.phase === 'handled' || line.phase === 'settled') {
      const handling = handlings.get(line.exchange)
      if (handling === undefined) throw new Error(`${line.exchange} is ${line.phase} and never begun`)
      const end = line.phase === 'handled' ? { handledAtMs: line.atMs } : { settled: line }
      handlings.set(line.exchange, { ...handling, ...end })
    }
  }
  return [...handlings.values()]
}
