import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Frameworks of the fleet. */
export type Framework = 'fastify' | 'koa' | 'express'

/** What a receiver writes of its work, one JSON text per line. */
export type JournalLine = BegunLine | HandledLine | SettledLine

interface LineHead {
  /** The number that the proxy gave the request. */
  readonly request: number
  /** In milliseconds since 1970, as every time here. */
  readonly atMs: number
}

/** The claim was answered, or was not: the handler begins. */
export interface BegunLine extends LineHead {
  readonly phase: 'begun'
  readonly pid: number
  readonly framework: Framework
  readonly callSid: string
  readonly deliveryId: string
  /** False where the store could not be asked; `storeError` says why. */
  readonly deduplicated: boolean
  readonly storeError?: string | undefined
}

/** The handler has done its work, and nothing was answered yet. */
export interface HandledLine extends LineHead {
  readonly phase: 'handled'
}

/** The store was told what became of the answer. */
export interface SettledLine extends LineHead {
  readonly phase: 'settled'
  readonly succeeded: boolean
  /** Why it could not be told. */
  readonly storeError?: string | undefined
}

/** One run of a handler, as far as it came. */
export interface Handling extends Omit<BegunLine, 'phase' | 'atMs'> {
  readonly begunAtMs: number
  readonly handledAtMs?: number | undefined
  readonly settled?: SettledLine | undefined
}

/** Gathers what the receivers of a folder wrote, in the order in which the handlers began. */
export async function readJournals(folder: string): Promise<readonly Handling[]> {
  const names = await readdir(folder)
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return texts.flatMap(parseJournal).sort((one, other) => one.begunAtMs - other.begunAtMs)
}

/** A process that was killed may have left half a line: what has no end was not written. */
export function parseJournal(text: string): readonly Handling[] {
  const handlings = new Map<number, Handling>()
  for (const lineText of text.split('\n').slice(0, -1)) {
    const line = JSON.parse(lineText) as JournalLine
    handlings.set(line.request, addLine(handlings.get(line.request), line))
  }
  return [...handlings.values()]
}

function addLine(handling: Handling | undefined, line: JournalLine): Handling {
  if (line.phase === 'begun') {
    const { phase, atMs, ...facts } = line
    return { ...facts, begunAtMs: atMs }
  }
  if (handling === undefined) throw new Error(`request ${line.request} is ${line.phase} and never begun`)
  if (line.phase === 'handled') return { ...handling, handledAtMs: line.atMs }
  return { ...handling, settled: line }
}
