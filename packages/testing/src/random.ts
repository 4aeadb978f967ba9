import { createHash } from 'node:crypto'

/** Returns the next random number, at least 0 and below 1. */
export type Random = () => number

/**
 * Creates a random number generator from a name. The same name produces the same sequence on every machine. It uses sfc32 with 128 bits of
 * state from a hash, so similar names still produce different sequences.
 */
export function createRandom(...name: readonly (string | number)[]): Random {
  const digest = createHash('sha256').update(JSON.stringify(name)).digest()
  let [a, b, c, counter] = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)) as [
    number,
    number,
    number,
    number,
  ]
  return () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
}
