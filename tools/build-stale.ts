/**
 * `pnpm build:stale` builds the packages where a source is newer than what was built from it, or nothing was built. Every
 * package runs it before it is packed, so that no tarball goes without `dist`, and so that packing does not build once for each.
 */
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { globSync } from 'tinyglobby'

const sources = [
  'package.json',
  'packages/*/package.json',
  'pnpm-lock.yaml',
  'tsconfig.base.json',
  'tsdown.config.ts',
  'packages/*/tsdown.config.ts',
  'packages/*/{src,page}/**',
]

/** A folder counts too: its time changes when a file in it is removed. */
function findTimes(patterns: readonly string[]): number[] {
  return globSync([...patterns], { onlyFiles: false }).map((path) => statSync(path).mtimeMs)
}

function isStale(): boolean {
  const folders = globSync('packages/*/package.json').map((path) => path.replace('package.json', 'dist'))
  if (!folders.every((folder) => globSync(`${folder}/*.mjs`).length > 0)) return true
  return Math.max(...findTimes(sources)) > Math.min(...findTimes(['packages/*/dist/*.*']))
}

if (isStale()) {
  const build = spawnSync('pnpm', ['build'], { stdio: 'inherit', shell: process.platform === 'win32' })
  process.exitCode = build.status ?? 1
}
