/**
 * Waits for a store's answer. A timer alone must not decide: where the event loop was blocked, it comes first although the answer is
 * already there, so the answer gets one more turn of the loop.
 *
 * @throws what the store rejects with, or an Error (code `store_timeout`) once its time is over.
 */
export function waitForStore<Answer>(answer: PromiseLike<Answer>, storeTimeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(createTimeoutError(storeTimeoutMs))
    const timer = setTimeout(() => afterPendingInput(giveUp), storeTimeoutMs)
    const stopWaiting = () => clearTimeout(timer)
    answer.then(resolve, reject)
    answer.then(stopWaiting, stopWaiting)
  })
}

/** Where there is no such phase of the event loop (edge runtimes), a timer comes after the input as well. */
const startImmediate: (callback: () => void) => unknown = globalThis.setImmediate ?? setTimeout

/** Calls back when everything that has arrived at the sockets has been read; the second round is for answers that come in parts. */
function afterPendingInput(callback: () => void): void {
  startImmediate(() => startImmediate(callback))
}

function createTimeoutError(storeTimeoutMs: number): Error {
  const message = `telnyx-call: the delivery store did not answer within storeTimeoutMs (${storeTimeoutMs} ms).`
  return Object.assign(new Error(message), { code: 'store_timeout' })
}
