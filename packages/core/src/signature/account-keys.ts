import { invalidOption } from '../invalid-option.ts'
import { findBuiltinModule } from '../runtime.ts'
import type { Ed25519Engine } from './engines/engine.ts'
import { KeyRing } from './key-ring.ts'
import { type PublicKeyInput, readPublicKey } from './public-key.ts'
import { prepareVerifier } from './verifier.ts'

/** One key, or several during a key rotation. */
export type PublicKeys = PublicKeyInput | readonly PublicKeyInput[]

/** Finds the public keys of the account that a request is for. */
export type FindPublicKeys<Request> = (
  request: Request,
) => PublicKeys | undefined | Promise<PublicKeys | undefined>

/** Returns the keys that may have signed a request. `source` is the framework's own request. */
export type FindKeyRing = (source: unknown) => Promise<KeyRing>

/**
 * Reads the option `publicKey`.
 *
 * @throws TypeError (code `invalid_option`) on an unusable key. A function is not called here.
 */
export function readKeys(
  input: PublicKeys | FindPublicKeys<never> | undefined,
  engine: Ed25519Engine,
): KeyRing | FindKeyRing {
  if (typeof input === 'function') return createKeyFinder(input as FindPublicKeys<unknown>, engine)
  return prepareKeyRing(input, engine)
}

/** Keys returned as text are prepared once and cached. */
function createKeyFinder(findKeys: FindPublicKeys<unknown>, engine: Ed25519Engine): FindKeyRing {
  const rings = new Map<string, KeyRing>()
  return async (source) => {
    const keys = await findKeys(source)
    const list = [keys].flat()
    if (!list.every((key) => typeof key === 'string')) return prepareKeyRing(keys, engine)
    const text = list.join(' ')
    const ring = rings.get(text) ?? prepareKeyRing(keys, engine)
    rings.set(text, ring)
    return ring
  }
}

export function prepareKeyRing(input: PublicKeys | undefined, engine: Ed25519Engine): KeyRing {
  // Array.from, because map skips the holes of a sparse list.
  const keys = Array.isArray(input)
    ? Array.from(input, (key, index) => readPublicKey(key, `publicKey[${index}]`))
    : [readPublicKey(input, 'publicKey')]
  if (keys.length === 0) throw invalidOption('publicKey', 'the list of keys is empty')
  return new KeyRing(
    keys.map((key) => prepareVerifier(key, engine)),
    engine.verifyOffThread !== undefined && countCores() > 1,
  )
}

function countCores(): number {
  return findBuiltinModule('node:os').availableParallelism?.() ?? 1
}
