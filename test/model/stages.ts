import { createMemoryStore, type DeliveryStore } from '@telnyx-call/core'
import { createPostgresStore } from '@telnyx-call/postgres'
import { createRedisStore, type NodeRedisClient } from '@telnyx-call/redis'
import type fc from 'fast-check'
import type pg from 'pg'
import type { Stage, Verb } from './store-commands.ts'

// Redis has no clock of its own to set, but all it knows of time is how long each key has left.
const ADVANCE = `
for _, key in ipairs(redis.call('KEYS', '*')) do
  local left = redis.call('PTTL', key)
  if left >= 0 and left <= tonumber(ARGV[1]) then redis.call('DEL', key)
  elseif left >= 0 then redis.call('PEXPIRE', key, left - ARGV[1]) end
end`

/** The memory store, with a clock that is moved by hand. */
export function createMemoryStage(maxIds?: number): Stage {
  let time = 0
  const settings = { now: () => time, ...(maxIds === undefined ? {} : { maxIds }) }
  const advance = async (durationMs: number) => {
    time += durationMs
  }
  return createOrderlyStage(createMemoryStore(settings), advance)
}

/** The Redis store on a server of its own. What passes of real time is nothing beside the minutes that commands are about. */
export function createRedisStage(client: NodeRedisClient): Stage {
  return createOrderlyStage(createRedisStore({ client }), (durationMs) => advanceRedis(client, durationMs))
}

/** The PostgreSQL store in a table of its own, where time passes by taking it from every row. */
export function createPostgresStage(pool: pg.Pool): Stage {
  return createOrderlyStage(createPostgresStore({ pool }), async (durationMs) => {
    const earlier = `expires_at - ${durationMs} * interval '1 millisecond'`
    await pool.query(`UPDATE telnyx_call_deliveries SET expires_at = ${earlier}`)
  })
}

/** One verb after the other. */
function createOrderlyStage(store: DeliveryStore, advance: Stage['advance']): Stage {
  return {
    advance,
    async perform(verb) {
      verb.takeEffect()
      verb.receive(await verb.ask(store))
    },
  }
}

/**
 * The Redis store behind a slow line: verbs are started and not waited for, what they send arrives when the scheduler lets it, some
 * of it twice, and so do the answers.
 */
export class SlowLineStage implements Stage {
  readonly #client: NodeRedisClient
  readonly #scheduler: fc.Scheduler
  readonly #started: Promise<void>[] = []

  constructor(client: NodeRedisClient, scheduler: fc.Scheduler) {
    this.#client = client
    this.#scheduler = scheduler
  }

  advance(durationMs: number): Promise<void> {
    return advanceRedis(this.#client, durationMs)
  }

  async perform(verb: Verb): Promise<void> {
    const sendings = this.#started.length % 3 === 0 ? 2 : 1
    const store = createRedisStore({ client: this.#createLine(verb, sendings) })
    const answered = (async () => verb.receive(await verb.ask(store)))()
    // It is awaited at the end: until then a failure must not count as unhandled.
    answered.catch(() => {})
    this.#started.push(answered)
  }

  /** Lets everything arrive. Rejects where an answer was not what the model expected. */
  async finish(): Promise<void> {
    await this.#scheduler.waitFor(Promise.all(this.#started))
  }

  #createLine(verb: Verb, sendings: number): NodeRedisClient {
    const send = async (command: () => Promise<unknown>, leavesOwn: boolean) => {
      let answer: unknown
      for (let sending = 0; sending < sendings; sending++) {
        answer = await this.#arrive(verb.name, () => {
          verb.takeEffect(leavesOwn)
          return command()
        })
      }
      await this.#scheduler.schedule(Promise.resolve(), `answer to ${verb.name}`)
      return answer
    }
    return {
      // A claim by SET does not start the lease over, and the store sends a script then.
      set: (...values) => send(() => this.#client.set(...values), true),
      eval: (...values) => send(() => this.#client.eval(...values), false),
    }
  }

  /** The scheduler does nothing else until the server has answered, so that a seed gives the same run again. */
  #arrive(label: string, send: () => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const builder = () => send().then(resolve, reject)
      this.#scheduler.scheduleSequence([{ label, builder }])
    })
  }
}

async function advanceRedis(client: NodeRedisClient, durationMs: number): Promise<void> {
  await client.eval(ADVANCE, { keys: [], arguments: [String(durationMs)] })
}
