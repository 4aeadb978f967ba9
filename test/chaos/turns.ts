/** The URL that an attempt came to. */
export type Way = 'url' | 'failover'

/** Whose turn it is to take a request. A call that comes to both URLs comes to two receivers, in whichever order it comes. */
export class Turns {
  readonly #placesByCall: Readonly<Record<Way, Map<string, Set<number>>>> = {
    url: new Map(),
    failover: new Map(),
  }
  #count = 0

  /** @returns all places, in the order in which they are to be asked. */
  take(callSid: string, way: Way, size: number): readonly number[] {
    this.#count += 1
    const places = Array.from({ length: size }, (_, index) => (this.#count + index) % size)
    const others = this.#placesByCall[way === 'url' ? 'failover' : 'url'].get(callSid) ?? new Set()
    return [...places.filter((place) => !others.has(place)), ...places.filter((place) => others.has(place))]
  }

  /** Notes where a call is sent to. */
  note(callSid: string, way: Way, place: number): void {
    const places = this.#placesByCall[way].get(callSid) ?? new Set()
    this.#placesByCall[way].set(callSid, places.add(place))
  }
}
