import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Claim, DeliveryStore } from '@telnyx-call/core'
import type { Test } from 'tap'

const LEASE_MS = 60_000
const TTL_MS = 120_000

const IN_PROGRESS: Claim = { state: 'in-progress' }
const DONE: Claim = { state: 'done' }

/** Tests what a store promises, with any client. */
export async function testSemantics(t: Test, store: DeliveryStore): Promise<void> {
  await t.test('what is claimed is in progress for everybody else, and for nobody another id', async (t) => {
    const [id, other] = [randomUUID(), randomUUID()]
    const token = await claimToken(store, id)
    t.ok(token.length > 0)
    t.strictSame(await store.claim(id, LEASE_MS), IN_PROGRESS)
    t.not(await claimToken(store, other), token)
  })

  await t.test('what is committed is done, and stays done', async (t) => {
    const id = randomUUID()
    const token = await claimToken(store, id)
    await store.commit(id, token, TTL_MS)
    t.strictSame(await store.claim(id, LEASE_MS), DONE)
    await store.release(id, token)
    t.strictSame(await store.claim(id, LEASE_MS), DONE, 'after its own release')
  })

  await t.test('what is released can be claimed again', async (t) => {
    const id = randomUUID()
    const first = await claimToken(store, id)
    await store.release(id, first)
    const second = await claimToken(store, id)
    t.not(second, first)
    await store.release(id, first)
    t.strictSame(
      await store.claim(id, LEASE_MS),
      IN_PROGRESS,
      'a release that comes twice gives nothing back',
    )
  })

  await t.test('a token that does not hold the id changes nothing', async (t) => {
    const id = randomUUID()
    const token = await claimToken(store, id)
    const foreign = await claimToken(store, randomUUID())
    for (const wrong of [foreign, '', 'done', `${token} `]) {
      await store.release(id, wrong)
      await store.commit(id, wrong, TTL_MS)
      t.strictSame(await store.claim(id, LEASE_MS), IN_PROGRESS, wrong)
    }
    await store.commit(id, token, TTL_MS)
    t.strictSame(await store.claim(id, LEASE_MS), DONE)
  })

  await t.test('after its lease a claim is anybody else’s, and its first holder too late', async (t) => {
    const id = randomUUID()
    const late = await claimToken(store, id, 1)
    await sleep(20)
    const holder = await claimToken(store, id)
    await store.release(id, late)
    t.strictSame(await store.claim(id, LEASE_MS), IN_PROGRESS, 'after the late release')
    await store.commit(id, late, TTL_MS)
    t.strictSame(await store.claim(id, LEASE_MS), IN_PROGRESS, 'after the late commit')
    await store.release(id, holder)
    await claimToken(store, id)
  })

  await t.test('a late commit counts where nobody else holds the id', async (t) => {
    const id = randomUUID()
    const token = await claimToken(store, id, 1)
    await sleep(20)
    await store.commit(id, token, TTL_MS)
    t.strictSame(await store.claim(id, LEASE_MS), DONE)
  })

  await t.test('what was handled is forgotten after its time', async (t) => {
    const id = randomUUID()
    await store.commit(id, await claimToken(store, id), 1)
    await sleep(20)
    t.ok(await claimToken(store, id))
  })

  await t.test('of many claims at once one is given', async (t) => {
    const id = randomUUID()
    const claims = await Promise.all(Array.from({ length: 100 }, () => store.claim(id, LEASE_MS)))
    t.equal(claims.filter(({ state }) => state === 'claimed').length, 1)
    t.equal(claims.filter(({ state }) => state === 'in-progress').length, 99)
  })
}

/** Claims an id that is free. */
export async function claimToken(store: DeliveryStore, id: string, leaseMs = LEASE_MS): Promise<string> {
  const claim = await store.claim(id, leaseMs)
  if (claim.state === 'claimed') return claim.token
  throw new Error(`${id} is ${claim.state}`)
}
