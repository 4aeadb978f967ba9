import type {
  Delivery,
  DeliveryFailure,
  ReceiverOptions,
  Refusal,
  RefusalCode,
  RefusalContext,
  TelnyxEvent,
} from '@telnyx-call/core'
import type { TestKeys } from '@telnyx-call/testing'
import type { Front } from './fronts.ts'
import type { HandlerBehaviour, Host, HostName, Need, RunningHost } from './host.ts'
import type { StageStore } from './stage-store.ts'
import type { WireAnswer, WireRequest } from './wire.ts'

/** One promise, as data. It holds on every host. */
export type ConformanceCase = ExchangeCase | ScenarioCase

interface CaseBase {
  /** Stable: group, subject, circumstance, such as `header.timestamp.13-digits`. */
  readonly id: string
  /** The reason, where the id does not say it. */
  readonly why?: string
  /** Options beside `publicKey`, which is the key of `keys.telnyx` unless given here. */
  readonly options?: CaseOptions | ((keys: CaseKeys) => CaseOptions)
  /** `'real'` leaves the option `now` out. Default: the clock stands at `NOW_SECONDS`. */
  readonly clock?: 'real'
  /** One behaviour, or one for each time that the handler runs, see `Setup`. Default: answers 200 with JSON. */
  readonly handler?: HandlerBehaviour | readonly HandlerBehaviour[]
  readonly front?: Front
  readonly parser?: string
  /** The name of one of the host's own parsers, behind the guard. */
  readonly parserBehind?: string
  /** Whether the guard is mounted on the whole application as well as on its route. */
  readonly isGuardedTwice?: boolean
  /** The hosts that the case is about. Default: all. */
  readonly hosts?: readonly HostName[]
  /** What a host must have, beside what `front` asks for. */
  readonly needs?: readonly Need[]
}

export type CaseOptions = Partial<ReceiverOptions>

/** One request and what must come of it. */
export interface ExchangeCase extends CaseBase {
  request(keys: CaseKeys): WireRequest
  readonly expect: Expectation
}

/** Several requests, or one that never becomes whole. */
export interface ScenarioCase extends CaseBase {
  /** Whether what must come of it depends on the store: then it runs with every kind of store. */
  readonly usesStore?: boolean
  /** Whether it needs a store that several applications share, or that can fail. */
  readonly needsSharedStore?: boolean
  /** Rejects where a promise is broken. */
  play(stage: Stage): Promise<void>
}

export interface CaseKeys {
  /** The account's key. */
  readonly telnyx: TestKeys
  /** Another key of the account, where a case configures two. */
  readonly next: TestKeys
  /** A key that no case configures. */
  readonly stranger: TestKeys
}

export interface Expectation {
  readonly status: number
  /** The refusal; undefined where nothing is refused. */
  readonly code?: RefusalCode
  /** What `onRefused` is told, where that is not `code`: it may fail, and then no refusal is answered. */
  readonly isTold?: readonly RefusalCode[]
  /** Whether nobody vouches for the body of what is refused for another reason. */
  readonly isUnvouched?: boolean
  /** Words that the refusal's detail must hold, such as the fields that failed. */
  readonly names?: readonly string[]
  /** How often the handler runs. */
  readonly calls: 0 | 1
  /** Whether the refusal (or the handler's failure) has to reach the host's own error handling. */
  readonly isThrown?: boolean
  /** Node's HTTP server answers this by itself: the answer's text is none of ours. */
  readonly isAnsweredByServer?: boolean
  /** The event that the handler has to find on its request. */
  readonly event?: TelnyxEvent
  /** Looks at what the handler got. */
  check?(delivery: Delivery, keys: CaseKeys): void
  /** Looks at the answer, beyond its status. */
  checkAnswer?(answer: WireAnswer): void
  /** Looks at what `onRefused` was told. */
  checkRefused?(refused: Refused): void
  /** Looks at what reached the host's error handling. */
  checkError?(error: unknown): void
}

export interface Refused {
  readonly refusal: Refusal
  readonly context: RefusalContext
}

/** What `onFailed` was told. */
export interface Failed {
  readonly delivery: Delivery
  readonly failure: DeliveryFailure
}

/** A started host, and what was seen of it so far. */
export interface Stage extends Pick<RunningHost, 'send' | 'open'> {
  readonly keys: CaseKeys
  /** Throws where the host is called in process: such a case needs `'sockets'`. */
  readonly port: number
  readonly host: Host
  readonly running: RunningHost
  /** What `onRefused` was told, in order. */
  readonly refused: readonly Refused[]
  /** What `onFailed` was told, in order. */
  readonly failed: readonly Failed[]
  readonly store: StageStore
  /** Lets the handlers that wait go on. */
  openGate(): void
  /** Starts the same application once more, with a connection of its own to the same store. It stops with the first. */
  startAnother(): Promise<RunningHost>
}
