/** Starts a timer that does not keep the process alive, if the runtime supports that. */
export function startBackgroundTimer(callback: () => void, delayMs: number): ReturnType<typeof setTimeout> {
  const timer: ReturnType<typeof setTimeout> & { unref?: () => void } = setTimeout(callback, delayMs)
  timer.unref?.()
  return timer
}

/** Waits without keeping the process alive. */
export function pauseInBackground(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    startBackgroundTimer(resolve, delayMs)
  })
}

export function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs)
  })
}
