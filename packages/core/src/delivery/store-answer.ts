/**
 * Waits for a store's answer. After the event loop was blocked, a timer fires before an answer that has already arrived is read, so the
 * answer gets one more turn of the loop.
 *
 * @throws the store's error, or an Error (code `store_timeout`) after `storeTimeoutMs`.
 */
export function waitForStore<Answer>(
  answer: Answer | PromiseLike<Answer>,
  storeTimeoutMs: number,
): Answer | Promise<Answer> {
  if (!isPromiseLike(answer)) return answer
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(createTimeoutError(storeTimeoutMs))
    const timer = setTimeout(() => afterPendingInput(giveUp), storeTimeoutMs)
    const stopWaiting = () => clearTimeout(timer)
    answer.then(resolve, reject)
    answer.then(stopWaiting, stopWaiting)
  })
}

function isPromiseLike<Answer>(answer: Answer | PromiseLike<Answer>): answer is PromiseLike<Answer> {
  return typeof (answer as { readonly then?: unknown } | undefined)?.then === 'function'
}

/** Runtimes without setImmediate (edge runtimes) run timers after pending input, too. */
const startImmediate: (callback: () => void) => unknown = globalThis.setImmediate ?? setTimeout

/** Calls back once everything that has arrived at the sockets was read. The second round is for answers that arrive in parts. */
function afterPendingInput(callback: () => void): void {
  startImmediate(() => startImmediate(callback))
}

function createTimeoutError(storeTimeoutMs: number): Error {
  const message = `telnyx-call: the delivery store did not answer within storeTimeoutMs (${storeTimeoutMs} ms).`
  return Object.assign(new Error(message), { code: 'store_timeout' })
}
