import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Writes a file that only its owner can read (0600). Its folder is made if needed. */
export function writePrivateFile(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, content, { mode: 0o600 })
}

/** Makes a folder that git ignores as a whole, whatever the repository's own .gitignore says. */
export function makeIgnoredFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  writeFileSync(join(path, '.gitignore'), '*\n', { mode: 0o600 })
}
