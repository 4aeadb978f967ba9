import { Observable } from './observable.ts'

/** The deliveries that are marked for comparison: two at most, the earlier one first. */
export class Marks extends Observable {
  ids: readonly string[] = []

  toggle(id: string): void {
    this.ids = this.ids.includes(id)
      ? this.ids.filter((marked) => marked !== id)
      : [...this.ids.slice(-1), id]
    this.notify()
  }

  clear(): void {
    this.ids = []
    this.notify()
  }
}
