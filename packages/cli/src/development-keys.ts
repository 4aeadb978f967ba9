import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTestKeys, type TestKeys } from '@telnyx-call/testing'
import { UsageError } from './exit.ts'
import { makeIgnoredFolder, writePrivateFile } from './private-file.ts'

/** Where the development key pair is kept, unless `--home` says otherwise. */
export const DEFAULT_HOME = '.telnyx-call'

const FILE = 'development-key.pem'

/**
 * Reads the development key pair, and makes one first if there is none. It replaces Telnyx's own on this machine, and stays the same across
 * restarts, so that TELNYX_PUBLIC_KEY has to be set once.
 *
 * @param home - folder of the key pair; made if needed, readable for its owner only, and ignored by git
 * @throws UsageError (code `invalid_development_key`) if the file is not an Ed25519 private key in PEM
 */
export function readDevelopmentKeys(home: string = DEFAULT_HOME): TestKeys {
  const path = join(home, FILE)
  if (existsSync(path)) return readKeys(path)
  makeIgnoredFolder(home)
  const keys = createTestKeys()
  writePrivateFile(path, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return keys
}

/**
 * Reads the development key pair if there is one.
 *
 * @throws UsageError as `readDevelopmentKeys`
 */
export function findDevelopmentKeys(home: string = DEFAULT_HOME): TestKeys | undefined {
  const path = join(home, FILE)
  return existsSync(path) ? readKeys(path) : undefined
}

function readKeys(path: string): TestKeys {
  const privateKey = parsePrivateKey(readFileSync(path, 'utf8'))
  if (privateKey?.asymmetricKeyType !== 'ed25519') {
    throw new UsageError(
      'invalid_development_key',
      `${path} is not an Ed25519 private key in PEM. Delete it, and a new one is made.`,
    )
  }
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  // An Ed25519 public key in DER (RFC 8410) ends with its 32 raw bytes.
  return { publicKey: der.subarray(-32).toString('base64'), privateKey }
}

function parsePrivateKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  }
}
