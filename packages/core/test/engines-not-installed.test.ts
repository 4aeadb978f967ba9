import Module from 'node:module'
import { createVerifier } from '@telnyx-call/core/ed25519'
import { createTestKeys } from '@telnyx-call/testing'
import t from 'tap'

/** How require() finds a file; Node has no public way to make it find less. */
const loader = Module as unknown as { _resolveFilename: (name: string, ...rest: unknown[]) => string }
const { publicKey } = createTestKeys()

t.test('without its package an engine is not chosen, and asking for it says what to install', async (t) => {
  const { _resolveFilename: resolve } = loader
  t.teardown(() => {
    loader._resolveFilename = resolve
  })
  loader._resolveFilename = (name, ...rest) => {
    if (name === 'sodium-native' || name === 'tweetnacl') throw new Error(`Cannot find module '${name}'`)
    return resolve(name, ...rest)
  }
  t.equal(createVerifier(publicKey).engine, 'nodeCrypto')
  for (const [engine, name] of [
    ['sodium', 'sodium-native'],
    ['tweetnacl', 'tweetnacl'],
  ] as const) {
    t.throws(() => createVerifier(publicKey, { engine }), {
      name: 'TypeError',
      code: 'invalid_option',
      message: `telnyx-call: option engine: '${engine}' needs the package ${name}; install it: npm install ${name}.`,
    })
  }
})
