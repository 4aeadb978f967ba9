import { type SpawnSyncReturns, spawnSync } from 'node:child_process'

/**
 * Lets npm go through the publication of a tarball without sending it. `--force` leaves out one question, whether the version
 * is on npm already: between two releases it is.
 *
 * @returns what is wrong: nothing where npm would publish the package, for everybody.
 */
export function rehearsePublication(tarball: string): string[] {
  const { status, stderr } = runNpm(['publish', tarball, '--dry-run', '--force'])
  if (status !== 0) return [`npm: ${stderr}`]
  const [, access] = /with tag \S+ and (\S+) access/.exec(stderr) ?? []
  return access === 'public' ? [] : [`npm would publish it with ${access} access`]
}

/** @param release - name and version, such as `@telnyx-call/core@0.1.0`. */
export function isPublished(release: string): boolean {
  const { status, stdout, stderr } = runNpm(['view', release, 'version'])
  if (status !== 0 && !stderr.includes('E404'))
    throw new Error(`npm could not look for ${release}: ${stderr}`)
  return stdout.trim() !== ''
}

/** Publishes a tarball. Whether with provenance is npm's own setting (NPM_CONFIG_PROVENANCE). */
export function publish(tarball: string): void {
  const { status, stdout, stderr } = runNpm(['publish', tarball])
  console.log(stdout)
  if (status !== 0) throw new Error(`npm did not publish ${tarball}: ${stderr}`)
}

function runNpm(command: readonly string[]): SpawnSyncReturns<string> {
  const npm = spawnSync('npm', command, { encoding: 'utf8', shell: process.platform === 'win32' })
  if (npm.error !== undefined) throw npm.error
  return npm
}
