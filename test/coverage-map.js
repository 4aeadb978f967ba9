import { readdirSync } from 'node:fs'

const sources = readdirSync('packages', { recursive: true })
  .filter((path) => /^[a-z]+\/src\/.*\.ts$/.test(path))
  .map((path) => `packages/${path}`)

/** Every test counts towards every package, and nothing but the packages counts. */
export default () => sources
