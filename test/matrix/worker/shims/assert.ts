/** As much of `node:assert/strict` as the conformance suite asks for, for runtimes that have no modules of Node. */

export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

type Check = (...parameters: readonly unknown[]) => void

function demand(isMet: boolean, message: unknown, fallback: string): void {
  if (!isMet) throw new AssertionError(message === undefined ? fallback : `${message}; ${fallback}`)
}

const equal: Check = (actual, expected, message) =>
  demand(Object.is(actual, expected), message, `${show(actual)} is not ${show(expected)}`)

const notEqual: Check = (actual, expected, message) =>
  demand(!Object.is(actual, expected), message, `${show(actual)} is what it must not be`)

const deepEqual: Check = (actual, expected, message) =>
  demand(isSame(actual, expected), message, `${show(actual)} is not the same as ${show(expected)}`)

const match: Check = (text, pattern, message) =>
  demand((pattern as RegExp).test(String(text)), message, `${show(text)} does not match ${pattern}`)

const ok: Check = (value, message) => demand(Boolean(value), message, `${show(value)} is not true`)

function fail(message: string): never {
  throw new AssertionError(message)
}

async function rejects(promise: Promise<unknown>, isWanted: (error: unknown) => boolean): Promise<void> {
  const error = await promise.then(
    () => fail('it does not reject'),
    (reason: unknown) => reason,
  )
  demand(isWanted(error), undefined, `it rejects with ${show(error)}`)
}

function isSame(actual: unknown, expected: unknown): boolean {
  if (Object.is(actual, expected)) return true
  if (typeof actual !== 'object' || typeof expected !== 'object' || actual === null || expected === null)
    return false
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return false
  const names = Object.keys(actual)
  if (names.length !== Object.keys(expected).length) return false
  return names.every(
    (name) => Object.hasOwn(expected, name) && isSame(Reflect.get(actual, name), Reflect.get(expected, name)),
  )
}

function show(value: unknown): string {
  return typeof value === 'object' ? (JSON.stringify(value) ?? String(value)) : String(value)
}

export default { deepEqual, equal, fail, match, notEqual, ok, rejects }
