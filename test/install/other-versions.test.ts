import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createProject, reasonToSkip } from './project.ts'
import { type Release, readRelease, readReleases } from './registry.ts'
import { runServer } from './server-run.ts'
import { readApp } from './sources.ts'

t.setTimeout(900_000)

t.test('I8: an old sodium-native that somebody else has installed', { skip: reasonToSkip() }, async (t) => {
  const project = await createProject(t)
  await project.mustRun('npm init --yes && npm install @telnyx-call/express express')
  // Without that option npm would keep it from core, which can use a newer one; other package managers do not.
  await project.mustRun('npm install --legacy-peer-deps sodium-native@4')
  project.write({ 'app.mjs': readApp('express') })
  const answers = { signed: 200, forged: 403 }
  t.match(await runServer('node app.mjs', project.folder, project.env), answers, 'I8: is not in the way')

  // As those versions are for some callers: the package loads, and its functions throw.
  const trap =
    "console.log('loaded'); exports.crypto_sign_verify_detached = () => { throw new Error('not so') }"
  project.write({ 'node_modules/sodium-native/index.js': trap })
  t.equal(await project.mustRun(`node --eval "require('sodium-native')"`), 'loaded\n', 'the trap is set')
  const run = await runServer('node app.mjs', project.folder, project.env)
  t.match(run, answers, 'I8: is not used')
  t.notMatch(run.output, 'loaded', 'I8: is not looked for')
})

t.test(
  'I11: a newer core beside adapters that were released with an older one',
  { skip: reasonToSkip() },
  async (t) => {
    const releases = readReleases()
    const core = releases.find(({ manifest }) => manifest.name === '@telnyx-call/core')
    if (core === undefined) throw new Error('core is not packed')
    const newer = raisePatch(t, core)
    const project = await createProject(t, [...releases, newer])
    await project.mustRun('npm init --yes')
    await project.mustRun(
      `npm install @telnyx-call/core@${newer.manifest.version} @telnyx-call/express @telnyx-call/redis @telnyx-call/postgres express pg`,
    )
    const cores = await project.mustRun("find node_modules -path '*@telnyx-call/core/package.json'")
    t.equal(cores.trim(), 'node_modules/@telnyx-call/core/package.json', 'I11: they share one core')
    const { version } = JSON.parse(readFileSync(join(project.folder, cores.trim()), 'utf8'))
    t.equal(version, newer.manifest.version)
  },
)

/** @returns the same package as its next patch release. */
function raisePatch(t: Test, { path, manifest }: Release): Release {
  const folder = mkdtempSync(join(tmpdir(), 'telnyx-call-patch-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  execFileSync('tar', ['-xzf', path, '-C', folder])
  const [major, minor, patch] = manifest.version.split('.')
  const raised = { ...manifest, version: `${major}.${minor}.${Number(patch) + 1}` }
  writeFileSync(join(folder, 'package/package.json'), JSON.stringify(raised))
  const tarball = join(folder, 'raised.tgz')
  execFileSync('tar', ['-czf', tarball, '-C', folder, 'package'])
  return readRelease(tarball)
}
