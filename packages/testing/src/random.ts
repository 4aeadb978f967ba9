import { createHash } from 'node:crypto'

/** Each call gives the next number, at least 0 and below 1. */
export type Random = () => number

/**
 * The sequence of random numbers that belongs to a name: the same name gives the same numbers on every machine. The
 * generator is sfc32; its 128 bits of state come from a hash, so that names alike still give sequences that differ.
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
