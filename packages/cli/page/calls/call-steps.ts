import type { DeliverySummary } from '../../src/inspector/protocol.ts'

/** What a call goes through, in this order. */
export const CALL_STEPS = ['initiated', 'ringing', 'answered', 'completed', 'recording', 'cost'] as const
export type CallStep = (typeof CALL_STEPS)[number]

/** Types of events, of forms and of JSON, that tell of each step. */
const STEP_TYPES: Readonly<Record<CallStep, RegExp>> = {
  initiated: /^call[-.]initiated$/,
  ringing: /^call[-.]ringing$/,
  answered: /^call[-.]answered$/,
  completed: /^call[-.](completed|hangup)$/,
  recording: /^(call[-.])?recording/,
  cost: /^call[-.]cost/,
}

/** A call, as far as its deliveries tell. */
export interface Call {
  readonly callSid: string
  /** Oldest first. */
  readonly deliveries: readonly DeliverySummary[]
  readonly steps: ReadonlyMap<CallStep, DeliverySummary>
  readonly lastAt: string
  readonly from?: string
  readonly to?: string
  readonly status?: string
  readonly durationSeconds?: number
  readonly cost?: string
  readonly mos?: number
}

const calls = new WeakMap<readonly DeliverySummary[], Call>()

/** Sums up the deliveries of one call. What is not verified tells nothing about it. */
export function readCall(callSid: string, deliveries: readonly DeliverySummary[]): Call {
  const known = calls.get(deliveries)
  if (known !== undefined) return known
  const trusted = deliveries.filter((delivery) => delivery.isVerified)
  const steps = new Map<CallStep, DeliverySummary>()
  for (const delivery of trusted) {
    const step = findStep(delivery.type)
    if (step !== undefined && !steps.has(step)) steps.set(step, delivery)
  }
  const call: Call = {
    callSid,
    deliveries,
    steps,
    lastAt: deliveries.at(-1)?.receivedAt ?? '',
    ...pickLast(trusted.length > 0 ? trusted : deliveries),
  }
  calls.set(deliveries, call)
  return call
}

export function findStep(type: string): CallStep | undefined {
  return CALL_STEPS.find((step) => STEP_TYPES[step].test(type))
}

function pickLast(deliveries: readonly DeliverySummary[]) {
  const last = <Name extends keyof DeliverySummary>(name: Name) =>
    deliveries.findLast((delivery) => delivery[name] !== undefined)?.[name]
  const from = last('from')
  const to = last('to')
  const status = last('callStatus')
  const durationSeconds = last('callDuration')
  const cost = last('cost')
  const mos = last('mos')
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(status !== undefined && { status }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(cost !== undefined && { cost }),
    ...(mos !== undefined && { mos }),
  }
}
