import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AttemptAnswer,
  type AttemptConditions,
  type DeliveryAttempt,
  sendAttempt,
} from './delivery-attempt.ts'
import type { AttemptPlan, DeliveryPlan, Round } from './delivery-plan.ts'
import { interpretAnswer } from './delivery-policy.ts'
import type { BookedEvent } from './ledger.ts'
import { signedRequest } from './signed-request.ts'
import type { AnyRequest, SimulatorSettings } from './simulator-options.ts'
import type { LeaveTurnstile, Turnstile } from './turnstile.ts'

/** Shared state of one `deliver` call. */
export interface DeliveryRun extends AttemptConditions {
  readonly settings: SimulatorSettings
  readonly turnstile: Turnstile
}

/**
 * Sends one event until it is acknowledged or refused, or its plan is exhausted.
 *
 * @param firstTurn - the first attempt's place in the turnstile, see `takeTurn`
 */
export async function deliverEvent(
  event: BookedEvent,
  plan: DeliveryPlan,
  firstTurn: Promise<LeaveTurnstile>,
  run: DeliveryRun,
): Promise<void> {
  const sign = createSigner(event, run.settings)
  let leave = await firstTurn
  /** An immediate retry keeps its place instead of queuing behind other events. */
  const sendNext = async (round: Round): Promise<readonly AttemptAnswer[]> => {
    if (round.delayMs > 0) {
      leave()
      leave = await takeTurn(round, run)
    }
    return await sendRound(event, round, sign, run)
  }

  try {
    let answers = await sendRound(event, plan.first, sign, run)
    for (const retry of plan.retries) {
      if (!answers.every((answer) => interpretAnswer(answer, run.settings.policy) === 'retried')) break
      answers = await sendNext(retry)
    }
    if (event.acknowledged && plan.duplicate !== undefined) await sendNext(plan.duplicate)
    event.finished = true
  } finally {
    leave()
  }
}

/** Waits for the round's planned delay, then for a place. */
export async function takeTurn(
  { delayMs }: Round,
  { signal, turnstile }: DeliveryRun,
): Promise<LeaveTurnstile> {
  if (delayMs > 0) await sleep(delayMs, undefined, { signal })
  return await turnstile.enter()
}

type Sign = (plan: AttemptPlan) => AnyRequest

function createSigner({ fields }: BookedEvent, settings: SimulatorSettings): Sign {
  let original: AnyRequest | undefined
  return ({ resigned, reencoded }) => {
    if (original !== undefined && !resigned) return original
    const signed = settings.createRequest?.(fields) ?? signForm(fields, reencoded, settings)
    original ??= signed
    return signed
  }
}

function signForm(
  fields: BookedEvent['fields'],
  isReencoded: boolean,
  { keys, headers }: SimulatorSettings,
): AnyRequest {
  const form = new URLSearchParams(fields).toString()
  // A literal plus sign is %2B in a form, so every + is a space.
  return signedRequest({ keys, headers, body: isReencoded ? form.replaceAll('+', '%20') : form })
}

async function sendRound(
  event: BookedEvent,
  { attempts }: Round,
  sign: Sign,
  run: DeliveryRun,
): Promise<readonly AttemptAnswer[]> {
  run.signal.throwIfAborted()
  const sent = await Promise.all(attempts.map((plan) => sendCopy(event, plan, sign(plan), run)))
  event.attempts.push(...sent)
  return sent.map(({ answer }) => answer)
}

async function sendCopy(
  event: BookedEvent,
  plan: AttemptPlan,
  signed: AnyRequest,
  run: DeliveryRun,
): Promise<DeliveryAttempt> {
  const startedAtMs = Date.now()
  const startedAt = performance.now()
  const { answer, body } = await sendAttempt(signed, plan, run)
  const attempt = {
    kind: plan.kind,
    url: plan.url.href,
    startedAtMs,
    durationMs: performance.now() - startedAt,
    answer,
    resigned: plan.resigned,
  }
  run.settings.onAttempt?.(attempt, event, body)
  return attempt
}
