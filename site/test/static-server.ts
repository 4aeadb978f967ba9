import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Serves a folder on a free port of this machine, as any static host does. */
export async function serveFolder(
  folder: string,
): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const path = normalize(join(folder, decodeURIComponent(pathname.replace(/\/$/, '/index.html'))))
    const bytes = path.startsWith(folder) ? await readFile(path).catch(() => undefined) : undefined
    response.writeHead(bytes ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? 'text/plain' })
    response.end(bytes)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}
