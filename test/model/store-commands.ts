import assert from 'node:assert/strict'
import type { DeliveryStore } from '@telnyx-call/core'
import fc from 'fast-check'
import type { DeliveryModel } from './delivery-model.ts'

const MINUTE_MS = 60_000

/** A verb on its way through a store. */
export interface Verb {
  readonly name: string
  ask(store: DeliveryStore): unknown
  /**
   * Called where the store's state is read and changed: there the model takes the same step, and its answer is the one that counts.
   *
   * @param leavesOwn - the step changes nothing where the token holds the delivery already.
   */
  takeEffect(leavesOwn?: boolean): void
  receive(answer: unknown): void
}

/** A store under test, and its time. */
export interface Stage {
  perform(verb: Verb): Promise<void>
  advance(durationMs: number): Promise<void>
}

type StoreCommand = fc.AsyncCommand<DeliveryModel, Stage>

/** What commands are made of. Tokens are few, so that they meet again, also at other ids than before. */
export interface CommandChoices {
  readonly ids: readonly string[]
  readonly tokens: readonly string[]
  /** Leases and times to be remembered, in minutes. */
  readonly leases: readonly number[]
  readonly memories: readonly number[]
}

export function storeCommands({
  ids,
  tokens,
  leases,
  memories,
}: CommandChoices): fc.Arbitrary<Iterable<StoreCommand>> {
  const [id, token] = [fc.constantFrom(...ids), fc.constantFrom(...tokens)]
  const [lease, memory] = [fc.constantFrom(...leases), fc.constantFrom(...memories)]
  const kinds: fc.Arbitrary<StoreCommand>[] = [
    fc.tuple(id, token, lease).map((values) => createClaim(...values)),
    fc.tuple(id, token, lease).map((values) => createRenewal(...values)),
    fc.tuple(id, token, memory).map((values) => createCommit(...values)),
    fc.tuple(id, token).map((values) => createRelease(...values)),
    fc.constantFrom(1, 2, 3).map(createAdvance),
  ]
  return fc.commands(kinds, { maxCommands: 60, size: 'max' })
}

function createClaim(id: string, token: string, minutes: number): StoreCommand {
  const leaseMs = minutes * MINUTE_MS
  return createVerbCommand(
    `claim ${id} by ${token} for ${minutes} min`,
    (store) => store.claim(id, token, leaseMs),
    (model, leavesOwn) =>
      leavesOwn && model.isHeldBy(id, token) ? 'claimed' : model.claim(id, token, leaseMs),
  )
}

function createRenewal(id: string, token: string, minutes: number): StoreCommand {
  const leaseMs = minutes * MINUTE_MS
  return createVerbCommand(
    `renew ${id} by ${token} for ${minutes} min`,
    (store) => store.renew(id, token, leaseMs),
    (model) => model.renew(id, token, leaseMs),
  )
}

function createCommit(id: string, token: string, minutes: number): StoreCommand {
  const rememberMs = minutes * MINUTE_MS
  return createVerbCommand(
    `commit ${id} by ${token} for ${minutes} min`,
    (store) => store.commit(id, token, rememberMs),
    (model) => model.commit(id, rememberMs),
  )
}

function createRelease(id: string, token: string): StoreCommand {
  return createVerbCommand(
    `release ${id} by ${token}`,
    (store) => store.release(id, token),
    (model) => model.release(id, token),
  )
}

function createAdvance(minutes: number): StoreCommand {
  return createCommand(`advance ${minutes} min`, async (model, stage) => {
    model.advance(minutes * MINUTE_MS)
    await stage.advance(minutes * MINUTE_MS)
  })
}

function createVerbCommand(
  name: string,
  ask: Verb['ask'],
  takeStep: (model: DeliveryModel, leavesOwn: boolean) => unknown,
): StoreCommand {
  return createCommand(name, (model, stage) => {
    let expected: unknown
    return stage.perform({
      name,
      ask,
      takeEffect: (leavesOwn = false) => {
        expected = takeStep(model, leavesOwn)
      },
      receive: (answer) => assert.equal(answer, expected, name),
    })
  })
}

function createCommand(name: string, run: StoreCommand['run']): StoreCommand {
  return { check: () => true, run, toString: () => name }
}
