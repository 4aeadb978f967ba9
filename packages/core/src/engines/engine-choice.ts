import { invalidOption } from '../invalid-option.ts'
import type { Ed25519Engine } from './engine.ts'
import { nodeCrypto } from './node-crypto.ts'
import { isSodiumInstalled, sodium } from './sodium.ts'
import { tweetnacl } from './tweetnacl.ts'
import { webCrypto } from './web-crypto.ts'

type EngineName = 'nodeCrypto' | 'sodium' | 'webCrypto' | 'tweetnacl'

const ENGINES: Readonly<Record<EngineName, Ed25519Engine>> = { nodeCrypto, sodium, webCrypto, tweetnacl }

/** `'auto'`, the name of an engine, or an engine of the application's own. */
export type EngineChoice = 'auto' | EngineName | Ed25519Engine

/**
 * Reads the option `engine`.
 *
 * @throws TypeError (code `invalid_option`) on an unknown name, or an object that is not an engine.
 */
export function chooseEngine(choice: EngineChoice = 'auto'): Ed25519Engine {
  if (choice === 'auto') return isSodiumInstalled() ? sodium : nodeCrypto
  if (typeof choice === 'string' && Object.hasOwn(ENGINES, choice)) return ENGINES[choice]
  if (isEngine(choice)) return choice
  throw invalidOption(
    'engine',
    `wanted 'auto', ${Object.keys(ENGINES)
      .map((name) => `'${name}'`)
      .join(', ')}, or an object with name, prepareKey and verify`,
  )
}

function isEngine(choice: unknown): choice is Ed25519Engine {
  if (typeof choice !== 'object' || choice === null) return false
  const { name, prepareKey, verify } = choice as Partial<Ed25519Engine>
  return typeof name === 'string' && typeof prepareKey === 'function' && typeof verify === 'function'
}
