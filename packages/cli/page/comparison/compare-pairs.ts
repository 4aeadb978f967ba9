/** A name with its value on each side; `undefined` where it is missing. */
export interface ComparedPair {
  readonly name: string
  readonly one?: string
  readonly other?: string
  readonly isEqual: boolean
}

type Pair = readonly [name: string, value: string]

/** Lines up two lists of names and values: by name, and by which occurrence of the name it is. */
export function comparePairs(one: readonly Pair[], other: readonly Pair[]): ComparedPair[] {
  const left = indexPairs(one)
  const right = indexPairs(other)
  return [...new Set([...left.keys(), ...right.keys()])].map((key) => {
    const [name = '', value] = left.get(key) ?? []
    const [otherName = name, otherValue] = right.get(key) ?? []
    return {
      name: name || otherName,
      ...(value !== undefined && { one: value }),
      ...(otherValue !== undefined && { other: otherValue }),
      isEqual: value === otherValue,
    }
  })
}

/** Below this share of what is equal, all of a value is marked: single letters of another word help nobody. */
const MARKED_SHARE = 0.5

/** Values that differ, split into what both share at the start and the end, and what is between. */
export function splitDifference(value: string, other: string): readonly [string, string, string] {
  const shortest = Math.min(value.length, other.length)
  let start = 0
  while (start < shortest && value[start] === other[start]) start++
  let end = 0
  while (end < shortest - start && value.at(-1 - end) === other.at(-1 - end)) end++
  if (start + end < Math.max(value.length, other.length) * MARKED_SHARE) return ['', value, '']
  return [value.slice(0, start), value.slice(start, value.length - end), value.slice(value.length - end)]
}

function indexPairs(pairs: readonly Pair[]): ReadonlyMap<string, Pair> {
  const seen = new Map<string, number>()
  return new Map(
    pairs.map((pair) => {
      const name = pair[0].toLowerCase()
      const occurrence = seen.get(name) ?? 0
      seen.set(name, occurrence + 1)
      return [`${name} ${occurrence}`, pair]
    }),
  )
}
