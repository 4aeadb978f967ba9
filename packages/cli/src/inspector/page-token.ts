import { randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeIgnoredFolder, writePrivateFile } from '../private-file.ts'

const FILE = 'inspector-token'
const TOKEN = /^[\w-]{43}$/

/** Reads the token of the page's address, and makes one first if there is none. It stays, so that an open page finds a restarted server. */
export function readPageToken(home: string): string {
  const path = join(home, FILE)
  const kept = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  if (TOKEN.test(kept)) return kept
  const token = randomBytes(32).toString('base64url')
  makeIgnoredFolder(home)
  writePrivateFile(path, `${token}\n`)
  return token
}

/** Takes the same time however much of the token is right. */
export function isSameToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  return a.byteLength === b.byteLength && timingSafeEqual(a, b)
}
