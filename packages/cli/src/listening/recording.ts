import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setImmediate as giveWay } from 'node:timers/promises'
import { UsageError } from '../exit.ts'
import { DELIVERY_CAP } from '../inspector/delivery-store.ts'
import type { Examination } from '../inspector/examination.ts'
import {
  collectHeaders,
  dropSecretHeaders,
  findHeader,
  type HeldDelivery,
  type ReceivedRequest,
} from '../inspector/held-delivery.ts'
import type { DeliverySummary, RecordedAnswer } from '../inspector/protocol.ts'
import { type RecordedDelivery, readKeptFile } from '../kept-file.ts'
import { writePrivateFile } from '../private-file.ts'
import { findAttemptKey } from './attempts.ts'
import { summarizeForward, summarizeRequest } from './delivery-summary.ts'
import type { Listener } from './listener.ts'

/** Writes a delivery to a file of the folder, named after its id. Headers that authorize are left out. */
export function writeRecording(
  folder: string,
  { request, summary, refusal, answer, forwards }: HeldDelivery,
): void {
  const { method, path, headers, body, bodyFailure, receivedAt } = request
  const { id, outcome, status, deliveryId } = summary
  const kept = dropSecretHeaders(headers)
  const record: RecordedDelivery = {
    version: 1,
    keptAt: new Date().toISOString(),
    reason: refusal
      ? { outcome: 'refused', code: refusal.code, status: status ?? 0 }
      : {
          outcome: outcome === 'refused' || outcome === 'pending' ? 'failed' : outcome,
          ...(status !== undefined && { status }),
        },
    ...(deliveryId !== undefined && { deliveryId }),
    headers: { ...collectHeaders(kept) },
    bodyBase64: Buffer.from(body).toString('base64'),
    received: {
      method,
      path,
      headers: kept,
      receivedAt: receivedAt.toISOString(),
      ...(bodyFailure && { bodyFailure }),
    },
    ...(answer && { answer: withoutSecrets(answer) }),
    forwards: forwards.map(withoutSecrets),
  }
  writePrivateFile(join(folder, `${id}.json`), `${JSON.stringify(record)}\n`)
}

/**
 * Loads what was recorded, the oldest first, while the receiver is already at work.
 *
 * @param onSkipped - called with what is wrong with a file that cannot be used
 * @returns how many were loaded
 */
export async function loadRecordings(
  folder: string,
  { attempts, examiner, store }: Listener,
  onSkipped: (message: string) => void,
): Promise<number> {
  let count = 0
  for (const path of listFiles(folder).slice(-DELIVERY_CAP)) {
    const kept = readFile(path, onSkipped)
    if (kept === undefined) continue
    const request = restoreRequest(kept)
    const examination = await examiner.examine(request)
    const key = findAttemptKey(examination, request)
    const { number } = attempts.note(key, request.receivedAt.getTime())
    if (kept.reason.outcome === 'handled') attempts.noteHandled(key)
    store.put(restoreDelivery(nameDelivery(path), kept, request, examination, number))
    count += 1
    await giveWay()
  }
  return count
}

function listFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
    return names.sort().map((name) => join(folder, name))
  } catch (error) {
    throw new UsageError(
      'unreadable_folder',
      `--record: ${folder} cannot be read: ${(error as Error).message}`,
    )
  }
}

function readFile(path: string, onSkipped: (message: string) => void): RecordedDelivery | undefined {
  try {
    return readKeptFile(path)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    onSkipped(error.message)
    return undefined
  }
}

/** A record that an application kept does not tell when it was received; it was signed at about that time. */
function restoreRequest({ received, headers, bodyBase64, keptAt }: RecordedDelivery): ReceivedRequest {
  const body = Buffer.from(bodyBase64, 'base64')
  if (received) {
    const { receivedAt, ...rest } = received
    return { ...rest, body, receivedAt: readDate(receivedAt, keptAt) }
  }
  const raw = Object.entries(headers)
  const signedMs = Number(findHeader(raw, 'telnyx-timestamp')) * 1000
  return { method: 'POST', path: '/', headers: raw, body, receivedAt: readDate(signedMs, keptAt) }
}

function readDate(...values: readonly (string | number)[]): Date {
  const dates = values.map((value) => new Date(value))
  return dates.find((date) => !Number.isNaN(date.getTime())) ?? new Date(0)
}

/** The name of its file, so that it is the same delivery after every start. */
function nameDelivery(path: string): string {
  const name = basename(path, '.json')
  return /^[\w-]{1,100}$/.test(name) ? name : randomBytes(8).toString('hex')
}

function restoreDelivery(
  id: string,
  { reason, answer, forwards = [] }: RecordedDelivery,
  request: ReceivedRequest,
  examination: Examination,
  attempt: number,
): HeldDelivery {
  const { refusal } = examination
  const outcome = reason.outcome === 'abandoned' ? 'failed' : reason.outcome
  const summary: DeliverySummary = {
    ...summarizeRequest(id, request, examination, attempt),
    outcome,
    ...(reason.outcome === 'refused' && { code: reason.code }),
    ...(reason.status !== undefined && reason.status > 0 && { status: reason.status }),
    ...(answer && { answerMs: answer.durationMs }),
    forwards: forwards.map(summarizeForward),
    source: 'recorded',
  }
  const shown = refusal && { code: refusal.code, detail: refusal.detail, help: refusal.help }
  return { request, summary, ...(shown && { refusal: shown }), ...(answer && { answer }), forwards }
}

function withoutSecrets(answer: RecordedAnswer): RecordedAnswer {
  return { ...answer, headers: dropSecretHeaders(answer.headers) }
}
