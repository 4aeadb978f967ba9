import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

// The tests of a store are skipped where its server is not installed, and cover nothing of it then.
const hasRedis = isInstalled('redis-server')
// Debian has it outside of PATH.
const hasPostgres = isInstalled('postgres') || existsSync('/usr/lib/postgresql')

const sources = readdirSync('packages', { recursive: true })
  .filter((path) => /^[a-z]+\/src\/.*\.ts$/.test(path))
  .filter((path) => hasRedis || !path.startsWith('redis/'))
  .filter((path) => hasPostgres || !path.startsWith('postgres/'))
  // Its tests run the built binary as a process.
  .filter((path) => !path.startsWith('cli/'))
  .map((path) => `packages/${path}`)

/** Every test counts towards every package, and nothing but the packages counts. */
export default () => sources

function isInstalled(program) {
  return spawnSync(program, ['--version']).status === 0
}
