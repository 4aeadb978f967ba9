import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

// The tests of the Redis store are skipped where no server is installed, and cover nothing of it then.
const hasRedis = spawnSync('redis-server', ['--version']).status === 0

const sources = readdirSync('packages', { recursive: true })
  .filter((path) => /^[a-z]+\/src\/.*\.ts$/.test(path))
  .filter((path) => hasRedis || !path.startsWith('redis/'))
  .map((path) => `packages/${path}`)

/** Every test counts towards every package, and nothing but the packages counts. */
export default () => sources
