import type { DeliveryStore, EngineChoice, ReceiverOptions } from '@telnyx-call/core'
import { createTestKeys } from '@telnyx-call/testing'
import type { CaseKeys, ConformanceCase, Expectation, Refused, Stage } from './case.ts'
import type { Host, RunningHost } from './host.ts'
import { judge } from './judge.ts'
import { NOW_SECONDS } from './requests.ts'
import { createMemoryStageStore, type StageStore } from './stores.ts'
import { exchange, type WireAnswer } from './wire.ts'

const COMPARED_HEADERS = [
  'content-type',
  'content-length',
  'allow',
  'accept',
  'accept-encoding',
  'www-authenticate',
]

const keys: CaseKeys = { telnyx: createTestKeys(), next: createTestKeys(), stranger: createTestKeys() }

/** What a case runs with, beside its host. */
export interface Surroundings {
  readonly store?: StageStore
  readonly engine?: EngineChoice
}

/**
 * Runs one case on one host, over a real socket.
 *
 * @returns the part of the answer that must be the same from every host; `undefined` where the host's own answer is due.
 * @throws AssertionError where a promise is broken.
 */
export async function runCase(
  conformanceCase: ConformanceCase,
  host: Host,
  { store = createMemoryStageStore(), engine = 'nodeCrypto' }: Surroundings = {},
): Promise<object | undefined> {
  const refused: Refused[] = []
  const started: RunningHost[] = []
  const { promise: gate, open: openGate } = createGate()
  const start = async () => {
    const running = await host.start({
      options: { engine, ...completeOptions(conformanceCase, refused, await store.open()) },
      handlers: [conformanceCase.handler ?? { status: 200, json: { handled: true } }].flat(),
      gate,
      front: conformanceCase.front,
      parser: conformanceCase.parser,
    })
    started.push(running)
    return running
  }
  try {
    const running = await start()
    const stage = { keys, port: running.port, running, refused, store, openGate, startAnother: start }
    return await playCase(conformanceCase, stage)
  } finally {
    openGate()
    for (const running of started) await running.stop()
  }
}

async function playCase(conformanceCase: ConformanceCase, stage: Stage): Promise<object | undefined> {
  if ('play' in conformanceCase) {
    await conformanceCase.play(stage)
    return undefined
  }
  const request = conformanceCase.request(keys)
  const answer = await exchange(stage.port, request)
  judge(conformanceCase.expect, request, answer, stage)
  return isOwnAnswer(conformanceCase.expect) ? pickCompared(answer) : undefined
}

function createGate(): { promise: Promise<void>; open: () => void } {
  let open = () => {}
  const promise = new Promise<void>((resolve) => {
    open = resolve
  })
  return { promise, open }
}

function completeOptions(
  { options = {}, clock }: ConformanceCase,
  refused: Refused[],
  store: DeliveryStore,
): ReceiverOptions {
  const given = typeof options === 'function' ? options(keys) : options
  return {
    publicKey: keys.telnyx.publicKey,
    store,
    ...(clock !== 'real' && { now: () => NOW_SECONDS * 1000 }),
    ...given,
    onRefused: (refusal, context) => {
      refused.push({ refusal, context })
      return given.onRefused?.(refusal, context)
    },
  }
}

/** Whether the answer is ours, and so the same from every host. */
function isOwnAnswer({ code, isThrown, calls, isAnsweredByServer }: Expectation): boolean {
  return !isThrown && !isAnsweredByServer && (code !== undefined || calls === 0)
}

function pickCompared({ status, headers, body }: WireAnswer): object {
  return {
    status,
    headers: COMPARED_HEADERS.map((name) => [name, headers[name]]),
    body: body.toString('hex'),
  }
}
