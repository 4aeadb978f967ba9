import { invalidOption } from './invalid-option.ts'

/** The longest time that a timer can wait, in milliseconds. Node takes a longer one for 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** @throws TypeError (code `invalid_option`) on the first option that is not in the list. */
export function refuseUnknownOptions(options: object, names: readonly string[], group = ''): void {
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown === undefined) return
  throw invalidOption(`${group}${unknown}`, `there is no such option; the options are ${names.join(', ')}`)
}

/** @throws TypeError (code `invalid_option`) unless it is absent or a whole number above 0. */
export function readCount(value: unknown, name: string, fallback: number, unit: string): number {
  const count = value === undefined ? fallback : value
  if (typeof count === 'number' && Number.isSafeInteger(count) && count > 0) return count
  throw invalidOption(name, `wanted a whole number of ${unit} above 0`)
}

/** @throws TypeError (code `invalid_option`) unless it is absent or a duration that a timer can wait. */
export function readDurationMs(value: unknown, name: string, fallback: number): number {
  const durationMs = readCount(value, name, fallback, 'milliseconds')
  if (durationMs <= LONGEST_TIMER_MS) return durationMs
  throw invalidOption(
    name,
    `wanted at most ${LONGEST_TIMER_MS} milliseconds, the longest that a timer can wait`,
  )
}

/**
 * The first choice is the default.
 *
 * @throws TypeError (code `invalid_option`) unless it is absent or one of the choices.
 */
export function readChoice<const Choice extends string>(
  value: unknown,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const chosen = value === undefined ? choices[0] : value
  const choice = choices.find((candidate) => candidate === chosen)
  if (choice !== undefined) return choice
  throw invalidOption(name, `wanted one of ${choices.map((candidate) => `'${candidate}'`).join(', ')}`)
}

/** @throws TypeError (code `invalid_option`) unless it is absent or a function. */
export function readFunction<Given>(value: Given, name: string): Given {
  if (value === undefined || typeof value === 'function') return value
  throw invalidOption(name, 'wanted a function')
}
