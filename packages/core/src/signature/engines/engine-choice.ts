import { invalidOption } from '../../invalid-option.ts'
import type { Ed25519Engine } from './engine.ts'
import { isNodeCryptoAvailable, nodeCrypto } from './node-crypto.ts'
import { webCrypto } from './web-crypto.ts'

type EngineName = 'nodeCrypto' | 'webCrypto'

const ENGINES: Readonly<Record<EngineName, Ed25519Engine>> = { nodeCrypto, webCrypto }

/** `'auto'`, the name of a built-in engine, or another engine, such as `sodium` from `@telnyx-call/core/sodium`. */
export type EngineChoice = 'auto' | EngineName | Ed25519Engine

/**
 * Reads the option `engine`.
 *
 * @throws TypeError (code `invalid_option`) on an unknown name, an engine that is not available in this runtime, or an object that is not
 *   an engine.
 */
export function chooseEngine(choice: EngineChoice = 'auto'): Ed25519Engine {
  if (choice === 'auto') return isNodeCryptoAvailable ? nodeCrypto : webCrypto
  if (choice === 'nodeCrypto' && !isNodeCryptoAvailable) {
    throw invalidOption(
      'engine',
      "this runtime has no node:crypto; remove the option, or set it to 'webCrypto'",
    )
  }
  if (typeof choice === 'string' && Object.hasOwn(ENGINES, choice)) return ENGINES[choice]
  if (isEngine(choice)) return choice
  throw invalidOption('engine', describeWanted(choice))
}

function describeWanted(choice: unknown): string {
  const importable = ['sodium', 'tweetnacl'].find((name) => name === choice)
  if (importable) {
    return `this engine must be imported: import { ${importable} } from '@telnyx-call/core/${importable}', then set engine: ${importable}`
  }
  return "expected 'auto', 'nodeCrypto', 'webCrypto', or an object with name, prepareKey and verify"
}

function isEngine(choice: unknown): choice is Ed25519Engine {
  if (typeof choice !== 'object' || choice === null) return false
  const { name, prepareKey, verify } = choice as Partial<Ed25519Engine>
  return typeof name === 'string' && typeof prepareKey === 'function' && typeof verify === 'function'
}
