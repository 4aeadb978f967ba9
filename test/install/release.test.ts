import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readPackedFile } from '../../tools/release/tarball.ts'
import { cleanPath, reasonToSkip } from './project.ts'

t.setTimeout(600_000)

/** An outer pnpm passes its settings on, such as that dependencies were checked already. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^p?npm_/i.test(name) || /_config_(?:registry|cafile|cache|(?:https_)?proxy)$/i.test(name),
  ),
)

t.test('a clone in which nothing was installed or built', { skip: reasonToSkip() }, async (t) => {
  const clone = copyRepository(t)
  const packed = join(clone, 'packed')
  const packExpress = `cd packages/express && npx --yes pnpm@12 pack --pack-destination ${packed}`
  mkdirSync(packed)

  t.test('I9: a package that can not be built is not packed', async (t) => {
    const { status } = run(clone, packExpress)
    t.not(status, 0)
    t.strictSame(readdirSync(packed), [])
  })

  t.test('I9: a release is rehearsed by one command', async (t) => {
    const { stdout } = run(clone, 'npx --yes pnpm@12 release:dry-run')
    const count = readdirSync(join(clone, 'packages')).length
    t.match(stdout, `${count} of ${count} packages are ready to be published`)
  })

  t.test('I9: a package that was not built is built before it is packed', async (t) => {
    rmSync(join(clone, 'packages/express/dist'), { recursive: true })
    t.equal(run(clone, packExpress).status, 0)
    const [name = ''] = readdirSync(packed)
    t.match(readPackedFile(join(packed, name), 'dist/index.cjs'), 'telnyxCall')
  })
})

/** Copies what is in the repository, or would be with the next commit, and nothing that was installed or built. */
function copyRepository(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'telnyx-call-clone-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  run('.', `git ls-files --cached --others --exclude-standard -z | tar -c --null -T - | tar -x -C ${folder}`)
  return folder
}

function run(cwd: string, line: string): { status: number | null; stdout: string } {
  return spawnSync('sh', ['-c', `unset NODE_OPTIONS; ${line}`], {
    cwd,
    env: { ...environment, PATH: cleanPath() },
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
