import { findBuiltinModule } from './runtime.ts'

const { hash } = findBuiltinModule('node:crypto')
const encoder = new TextEncoder()

/** Computes a SHA-256 in hex: synchronously with `node:crypto`, asynchronously with Web Crypto. */
export function hashSha256(data: string | Uint8Array): string | Promise<string> {
  if (hash) return hash('sha256', data, 'hex')
  return hashByWebCrypto(typeof data === 'string' ? encoder.encode(data) : data)
}

async function hashByWebCrypto(data: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
