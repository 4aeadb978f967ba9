import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Manifest, readPackedFile } from '../../tools/release/tarball.ts'

/** Where `pnpm test:install` has packed the packages. */
const tarballFolder = fileURLToPath(new URL('../../.tarballs/', import.meta.url))

/** A packed package, and the manifest in it. */
export interface Release {
  readonly path: string
  readonly manifest: Manifest
}

/** A registry on this machine. */
export interface Registry {
  readonly url: string
  stop(): Promise<void>
}

/** @returns what `pnpm test:install` has packed. */
export function readReleases(): Release[] {
  if (!existsSync(tarballFolder)) throw new Error('Nothing is packed: run pnpm test:install.')
  return readdirSync(tarballFolder).map((name) => readRelease(join(tarballFolder, name)))
}

export function readRelease(path: string): Release {
  return { path, manifest: JSON.parse(readPackedFile(path, 'package.json')) }
}

/**
 * Starts a registry that has these releases, and nothing else. Package managers ask it for the scope `@telnyx-call`, so that what
 * users type can be run as it stands before anything is published.
 */
export async function startRegistry(releases: readonly Release[]): Promise<Registry> {
  const server: Server = createServer(({ url = '' }, response) => {
    // npm escapes the slash in a name. Tarballs are below the name.
    const [name = '', tarball] = decodeURIComponent(url.slice(1)).split('/-/')
    const versions = releases.filter(({ manifest }) => manifest.name === name)
    const asked = versions.find(({ manifest }) => `${manifest.version}.tgz` === tarball)
    // Nothing is cached: the next run packs anew.
    response.setHeader('cache-control', 'no-store')
    if (asked !== undefined) response.end(readFileSync(asked.path))
    else if (versions.length === 0) response.writeHead(404).end('{}')
    else response.end(JSON.stringify(describe(name, versions, `http://${address(server)}/${name}/-/`)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const stop = async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  return { url: `http://${address(server)}/`, stop }
}

/** The document that a registry has of a package. */
function describe(name: string, releases: readonly Release[], folder: string): object {
  const versions = releases.map(({ path, manifest }) => {
    const integrity = `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`
    const dist = { tarball: `${folder}${manifest.version}.tgz`, integrity }
    return [manifest.version, { ...manifest, dist }] as const
  })
  const latest = versions.map(([version]) => version).sort()[versions.length - 1]
  // Long ago, since package managers pass over what is too young.
  const time = Object.fromEntries(versions.map(([version]) => [version, '2020-01-01T00:00:00.000Z']))
  return { name, 'dist-tags': { latest }, versions: Object.fromEntries(versions), time }
}

function address(server: Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
