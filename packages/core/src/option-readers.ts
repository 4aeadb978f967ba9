import { invalidOption } from './invalid-option.ts'

/** The longest timer delay, in milliseconds. Node runs a timer with a longer delay after 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** @throws TypeError (code `invalid_option`) on the first unknown option. */
export function refuseUnknownOptions(options: object, names: readonly string[], group = ''): void {
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown === undefined) return
  throw invalidOption(`${group}${unknown}`, `unknown option; the options are ${names.join(', ')}`)
}

/** @throws TypeError (code `invalid_option`) unless the value is absent or a positive integer. */
export function readCount(value: unknown, name: string, fallback: number, unit: string): number {
  const count = value === undefined ? fallback : value
  if (typeof count === 'number' && Number.isSafeInteger(count) && count > 0) return count
  throw invalidOption(name, `expected a positive whole number of ${unit}`)
}

/** @throws TypeError (code `invalid_option`) unless the value is absent or a valid timer delay. */
export function readDurationMs(value: unknown, name: string, fallback: number): number {
  const durationMs = readCount(value, name, fallback, 'milliseconds')
  if (durationMs <= LONGEST_TIMER_MS) return durationMs
  throw invalidOption(name, `expected at most ${LONGEST_TIMER_MS} milliseconds, the longest delay of a timer`)
}

/**
 * Reads one of several choices. The first is the default.
 *
 * @throws TypeError (code `invalid_option`) unless the value is absent or one of the choices.
 */
export function readChoice<const Choice extends string>(
  value: unknown,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const chosen = value === undefined ? choices[0] : value
  const choice = choices.find((candidate) => candidate === chosen)
  if (choice !== undefined) return choice
  throw invalidOption(name, `expected one of ${choices.map((candidate) => `'${candidate}'`).join(', ')}`)
}

/** @throws TypeError (code `invalid_option`) unless the value is absent or a function. */
export function readFunction<Given>(value: Given, name: string): Given {
  if (value === undefined || typeof value === 'function') return value
  throw invalidOption(name, 'expected a function')
}
