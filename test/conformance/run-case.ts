import type { DeliveryStore, EngineChoice, ReceiverOptions } from '@telnyx-call/core'
import { createTestKeys } from '@telnyx-call/testing'
import type { CaseKeys, ConformanceCase, Expectation, Failed, Refused, Stage } from './case.ts'
import type { Host, RunningHost } from './host.ts'
import { judge } from './judge.ts'
import { NOW_SECONDS } from './requests.ts'
import { createMemoryStageStore, type StageStore } from './stage-store.ts'
import type { WireAnswer } from './wire.ts'

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
  /** `'own-memory'`: the guard gets no store and has only what it remembers itself. */
  readonly store?: StageStore | 'own-memory'
  readonly engine?: EngineChoice
}

/**
 * Runs one case on one host.
 *
 * @returns the part of the answer that must be the same from every host; `undefined` where the host's own answer is due.
 * @throws AssertionError where a promise is broken.
 */
export async function runCase(
  conformanceCase: ConformanceCase,
  host: Host,
  { store: given = createMemoryStageStore(), engine = 'nodeCrypto' }: Surroundings = {},
): Promise<object | undefined> {
  const refused: Refused[] = []
  const failed: Failed[] = []
  const isShared = given !== 'own-memory'
  const store = isShared ? given : createMemoryStageStore()
  const started: RunningHost[] = []
  const { promise: gate, open: openGate } = createGate()
  const start = async () => {
    const running = await host.start({
      options: {
        engine,
        ...completeOptions(conformanceCase, { refused, failed }, isShared ? await store.open() : undefined),
      },
      handlers: [conformanceCase.handler ?? { status: 200, json: { handled: true } }].flat(),
      gate,
      front: conformanceCase.front,
      parser: conformanceCase.parser,
      parserBehind: conformanceCase.parserBehind,
      isGuardedTwice: conformanceCase.isGuardedTwice,
    })
    started.push(running)
    return running
  }
  try {
    const running = await start()
    const { send, open } = running
    const stage: Stage = {
      keys,
      send,
      open,
      get port() {
        return readPort(running)
      },
      host,
      running,
      refused,
      failed,
      store,
      openGate,
      startAnother: start,
    }
    return await playCase(conformanceCase, host, stage)
  } finally {
    openGate()
    for (const running of started) await running.stop()
  }
}

function readPort({ port }: RunningHost): number {
  if (port === undefined) throw new Error("a case that speaks to a port needs 'sockets'")
  return port
}

async function playCase(
  conformanceCase: ConformanceCase,
  host: Host,
  stage: Stage,
): Promise<object | undefined> {
  if ('play' in conformanceCase) {
    await conformanceCase.play(stage)
    return undefined
  }
  const request = conformanceCase.request(keys)
  const answer = await stage.send(request)
  judge(conformanceCase.expect, request, answer, host, stage)
  return isOwnAnswer(conformanceCase.expect) ? pickCompared(answer, host) : undefined
}

function createGate(): { promise: Promise<void>; open: () => void } {
  let open = () => {}
  const promise = new Promise<void>((resolve) => {
    open = resolve
  })
  return { promise, open }
}

/** Longer than any case takes, so that a claim which is not given back is noticed. */
const LEASE_MILLISECONDS = 10_000

function completeOptions(
  { options = {}, clock }: ConformanceCase,
  { refused, failed }: { readonly refused: Refused[]; readonly failed: Failed[] },
  store: DeliveryStore | undefined,
): ReceiverOptions {
  const given = typeof options === 'function' ? options(keys) : options
  return {
    publicKey: keys.telnyx.publicKey,
    ...(clock !== 'real' && { now: () => NOW_SECONDS * 1000 }),
    ...given,
    deduplication: given.deduplication !== false && {
      leaseMs: LEASE_MILLISECONDS,
      ...(store && { store }),
      ...given.deduplication,
    },
    onRefused: (refusal, context) => {
      refused.push({ refusal, context })
      return given.onRefused?.(refusal, context)
    },
    onFailed: (delivery, failure) => {
      failed.push({ delivery, failure })
      return given.onFailed?.(delivery, failure)
    },
  }
}

/** Whether the answer is ours, and so the same from every host. */
function isOwnAnswer({ code, isThrown, calls, isAnsweredByServer }: Expectation): boolean {
  return !isThrown && !isAnsweredByServer && (code !== undefined || calls === 0)
}

function pickCompared({ status, headers, body }: WireAnswer, { ownsConnection }: Host): object {
  return {
    status,
    headers: COMPARED_HEADERS.map((name) => [name, headers[name]]),
    ...(ownsConnection && { connection: headers.connection }),
    body: body.toString('hex'),
  }
}
