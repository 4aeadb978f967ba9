import { readdirSync } from 'node:fs'

const sources = readdirSync('packages', { recursive: true })
  .filter((path) => /^[a-z]+\/src\/.*\.ts$/.test(path) && !path.includes('/generated/'))
  .map((path) => `packages/${path}`)

/** Every test counts towards every package. Generated code is left out: the generator's own tests hold it. */
export default () => sources
