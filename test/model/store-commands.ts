import assert from 'node:assert/strict'
import type { Claim, DeliveryStore } from '@telnyx-call/core'
import fc from 'fast-check'
import type { DeliveryModel } from './delivery-model.ts'

const MINUTE_MS = 60_000

/** A verb on its way through a store. */
export interface Verb<Answer> {
  readonly name: string
  ask(store: DeliveryStore): Answer | Promise<Answer>
  /** Called where the store's state is read and changed: there the model takes the same step. */
  takeEffect(): void
  receive(answer: Answer): void
}

/** A claim that was given. */
export interface GivenClaim {
  readonly id: string
  readonly token: string
  readonly number: number
}

/** A store under test, and its time. */
export interface Stage {
  readonly given: GivenClaim[]
  perform<Answer>(verb: Verb<Answer>): Promise<void>
  advance(durationMs: number): Promise<void>
}

type StoreCommand = fc.AsyncCommand<DeliveryModel, Stage>

/** Whose token is used: also one that held the id before, one that holds another id, and one that never was given. */
type TokenChoice = 'last' | 'first' | 'of another id' | 'invented'

/** What commands are made of. */
export interface CommandChoices {
  readonly ids: readonly string[]
  /** Leases and times to live, in minutes. */
  readonly leases: readonly number[]
  readonly ttls: readonly number[]
}

export function storeCommands({ ids, leases, ttls }: CommandChoices): fc.Arbitrary<Iterable<StoreCommand>> {
  const id = fc.constantFrom(...ids)
  const choice = fc.oneof(
    { weight: 4, arbitrary: fc.constant<TokenChoice>('last') },
    { weight: 2, arbitrary: fc.constant<TokenChoice>('first') },
    { weight: 1, arbitrary: fc.constantFrom<TokenChoice>('of another id', 'invented') },
  )
  const kinds: fc.Arbitrary<StoreCommand>[] = [
    fc.tuple(id, fc.constantFrom(...leases)).map((values) => createClaim(...values)),
    fc.tuple(id, choice, fc.constantFrom(...ttls)).map((values) => createCommit(...values)),
    fc.tuple(id, choice).map((values) => createRelease(...values)),
    fc.constantFrom(1, 2, 3).map(createAdvance),
  ]
  return fc.commands(kinds, { maxCommands: 60, size: 'max' })
}

function createClaim(id: string, leaseMinutes: number): StoreCommand {
  const leaseMs = leaseMinutes * MINUTE_MS
  const name = `claim ${id} for ${leaseMinutes} min`
  return createCommand(name, (model, stage) => {
    const number = model.numberClaim()
    let expected: Claim['state'] | undefined
    return stage.perform<Claim>({
      name,
      ask: (store) => store.claim(id, leaseMs),
      takeEffect: () => {
        expected = model.claim(id, number, leaseMs)
      },
      receive: (claim) => {
        assert.equal(claim.state, expected, name)
        if (claim.state !== 'claimed') return
        assert.ok(!stage.given.some(({ token }) => token === claim.token), 'a token is given once')
        stage.given.push({ id, number, token: claim.token })
      },
    })
  })
}

function createCommit(id: string, choice: TokenChoice, ttlMinutes: number): StoreCommand {
  const ttlMs = ttlMinutes * MINUTE_MS
  const name = `commit ${id} for ${ttlMinutes} min, token ${choice}`
  return createCommand(name, (model, stage) => {
    const { token, number } = chooseToken(stage, id, choice)
    return stage.perform<void>({
      name,
      ask: (store) => store.commit(id, token, ttlMs),
      takeEffect: () => model.commit(id, number, ttlMs),
      receive: () => {},
    })
  })
}

function createRelease(id: string, choice: TokenChoice): StoreCommand {
  const name = `release ${id}, token ${choice}`
  return createCommand(name, (model, stage) => {
    const { token, number } = chooseToken(stage, id, choice)
    return stage.perform<void>({
      name,
      ask: (store) => store.release(id, token),
      takeEffect: () => model.release(id, number),
      receive: () => {},
    })
  })
}

function createAdvance(minutes: number): StoreCommand {
  return createCommand(`advance ${minutes} min`, async (model, stage) => {
    model.advance(minutes * MINUTE_MS)
    await stage.advance(minutes * MINUTE_MS)
  })
}

function createCommand(name: string, run: StoreCommand['run']): StoreCommand {
  return { check: () => true, run, toString: () => name }
}

function chooseToken({ given }: Stage, id: string, choice: TokenChoice): Omit<GivenClaim, 'id'> {
  const own = given.filter((claim) => claim.id === id)
  const chosen: Record<TokenChoice, GivenClaim | undefined> = {
    last: own.at(-1),
    first: own[0],
    'of another id': given.findLast((claim) => claim.id !== id),
    invented: undefined,
  }
  return chosen[choice] ?? { token: 'invented', number: 0 }
}
