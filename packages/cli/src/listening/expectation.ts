import { formatText } from '../answer-text.ts'
import { UsageError } from '../exit.ts'
import type { HeldDelivery } from '../inspector/held-delivery.ts'
import type { DeliverySummary } from '../inspector/protocol.ts'

/** What is waited for. */
export interface ExpectedDelivery {
  /** As it was given. */
  readonly text: string
  readonly conditions: readonly (readonly [key: string, value: string])[]
  readonly count: number
}

const SUMMARY_KEYS: Readonly<Record<string, (summary: DeliverySummary) => string | undefined>> = {
  type: ({ type }) => type,
  outcome: ({ outcome }) => outcome,
  status: ({ callStatus }) => callStatus,
  code: ({ code }) => code,
  callSid: ({ callSid }) => callSid,
}

/**
 * Reads `--expect`: conditions that hold together, separated by commas.
 *
 * @throws UsageError (code `invalid_expectation`)
 */
export function readExpected(text: string, count: number): ExpectedDelivery {
  const conditions = text.split(',').map((part) => {
    const [, key, value] = /^\s*([^=]+?)\s*=(.*)$/s.exec(part) ?? []
    if (key !== undefined && value !== undefined) return [key, value] as const
    throw new UsageError(
      'invalid_expectation',
      `--expect "${text}": write key=value, several separated by commas, as in type=call-completed,status=busy.`,
    )
  })
  return { text, conditions, count }
}

/** Counts what was expected as deliveries come in. */
export class Expectation {
  readonly #expected: readonly ExpectedDelivery[]
  readonly #counts: number[]
  readonly #others = new Map<string, number>()
  /** Resolves once everything that is expected has come. */
  readonly met: Promise<void>
  #resolveMet: () => void = () => {}

  constructor(expected: readonly ExpectedDelivery[]) {
    this.#expected = expected
    this.#counts = expected.map(() => 0)
    this.met = new Promise((resolve) => {
      this.#resolveMet = resolve
    })
  }

  get isMet(): boolean {
    return this.#expected.every(({ count }, index) => (this.#counts[index] ?? 0) >= count)
  }

  note(delivery: HeldDelivery): void {
    const matched = this.#expected.flatMap(({ conditions }, index) =>
      matches(delivery, conditions) ? [index] : [],
    )
    for (const index of matched) this.#counts[index] = (this.#counts[index] ?? 0) + 1
    if (this.isMet) this.#resolveMet()
    if (matched.length > 0) return
    const { type, callStatus, outcome, code } = delivery.summary
    const status = callStatus === undefined ? '' : ` ${formatText(callStatus, {})}`
    const other = `${type}${status} (${code ?? outcome})`
    this.#others.set(other, (this.#others.get(other) ?? 0) + 1)
  }

  /** What is missing, and what came instead. */
  describe(): string {
    const missing = this.#expected.flatMap(({ text, count }, index) => {
      const came = this.#counts[index] ?? 0
      return came < count ? [`Expected ${count} of ${text}; ${came} came.`] : []
    })
    const others = [...this.#others].map(([other, count]) => `${count} ${other}`)
    return [...missing, others.length > 0 ? `Instead: ${others.join(', ')}.` : 'Nothing else came.'].join(
      '\n',
    )
  }
}

/** Counts what is authentic, unless an outcome or a code is asked for. */
function matches({ summary, request }: HeldDelivery, conditions: ExpectedDelivery['conditions']): boolean {
  const isAnyOutcome = conditions.some(([key]) => key === 'outcome' || key === 'code')
  if (summary.outcome === 'refused' && !isAnyOutcome) return false
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(Buffer.from(request.body).toString('utf8'))) {
    if (!fields.has(name)) fields.set(name, value)
  }
  return conditions.every(([key, value]) => {
    const read = Object.hasOwn(SUMMARY_KEYS, key) ? SUMMARY_KEYS[key] : undefined
    return (read ? read(summary) : fields.get(key)) === value
  })
}
