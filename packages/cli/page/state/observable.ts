import { useEffect, useState } from 'preact/hooks'

/** Something that tells when it has changed. */
export class Observable {
  readonly #listeners = new Set<() => void>()
  #timer: ReturnType<typeof setTimeout> | undefined

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  protected notify(): void {
    for (const listener of this.#listeners) listener()
  }

  /** For changes that come by the hundred: tells once for all of them. */
  protected notifySoon(delayMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.notify()
    }, delayMs)
  }
}

/** Renders the component again whenever the source changes. */
export function useObservable<Source extends Observable>(source: Source): Source {
  const [, setRevision] = useState(0)
  useEffect(() => source.subscribe(() => setRevision((revision) => revision + 1)), [source])
  return source
}
