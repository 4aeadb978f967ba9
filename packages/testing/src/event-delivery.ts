import { setTimeout as sleep } from 'node:timers/promises'
import { type AttemptConditions, sendAttempt } from './delivery-attempt.ts'
import type { AttemptPlan, DeliveryPlan, Round } from './delivery-plan.ts'
import type { BookedEvent, DeliveryAttempt } from './ledger.ts'
import { type SignedRequest, signedRequest } from './signed-request.ts'
import type { SimulatorSettings } from './simulator-options.ts'
import type { Turnstile } from './turnstile.ts'

/** What the events of one `deliver` have in common. */
export interface DeliveryRun extends AttemptConditions {
  readonly settings: SimulatorSettings
  readonly turnstile: Turnstile
}

/**
 * Brings one event until it is acknowledged or its plan is used up.
 *
 * @param firstTurn resolves when its first attempt has a place in the turnstile, see `takeTurn`
 */
export async function deliverEvent(
  event: BookedEvent,
  plan: DeliveryPlan,
  firstTurn: Promise<void>,
  run: DeliveryRun,
): Promise<void> {
  const sign = createSigner(event, run.settings)
  await firstTurn
  await sendRound(event, plan.first, sign, run)
  for (const retry of plan.retries) {
    if (event.acknowledged) break
    await takeTurn(retry, run)
    await sendRound(event, retry, sign, run)
  }
  if (event.acknowledged && plan.duplicate !== undefined) {
    await takeTurn(plan.duplicate, run)
    await sendRound(event, plan.duplicate, sign, run)
  }
}

/** Waits as long as the round is planned to, then for a place, which the round gives back. */
export async function takeTurn({ delayMs }: Round, { signal, turnstile }: DeliveryRun): Promise<void> {
  if (delayMs > 0) await sleep(delayMs, undefined, { signal })
  await turnstile.enter()
}

type Sign = (plan: AttemptPlan) => SignedRequest

function createSigner({ fields }: BookedEvent, { keys, headers }: SimulatorSettings): Sign {
  let original: SignedRequest | undefined
  return ({ resigned, reencoded }) => {
    if (original !== undefined && !resigned) return original
    const form = new URLSearchParams(fields).toString()
    // A plus sign that is part of a value is %2B in a form, so every + is a space.
    const signed = signedRequest({ keys, headers, body: reencoded ? form.replaceAll('+', '%20') : form })
    original ??= signed
    return signed
  }
}

async function sendRound(
  event: BookedEvent,
  { attempts }: Round,
  sign: Sign,
  run: DeliveryRun,
): Promise<void> {
  try {
    run.signal.throwIfAborted()
    const sent = attempts.map((plan) => sendCopy(plan, sign(plan), run))
    event.attempts.push(...(await Promise.all(sent)))
  } finally {
    run.turnstile.leave()
  }
}

async function sendCopy(
  plan: AttemptPlan,
  signed: SignedRequest,
  run: DeliveryRun,
): Promise<DeliveryAttempt> {
  const startedAtMs = Date.now()
  const startedAt = performance.now()
  const answer = await sendAttempt(signed, plan, run)
  return {
    kind: plan.kind,
    url: plan.url.href,
    startedAtMs,
    durationMs: performance.now() - startedAt,
    answer,
    resigned: plan.resigned,
  }
}
