import { sampleEventTypes } from '@telnyx-call/testing'

/** One check of core taken out: the text in a source file, and what stands there instead. */
export interface Break {
  readonly check: string
  /** In packages/core/src. */
  readonly file: string
  readonly text: string
  readonly instead: string
  /** How the ids of the cases begin that have to notice. Default: any case may. */
  readonly cases?: string
}

/** Without its match, each event is read as another one. */
const matches: readonly Break[] = sampleEventTypes
  .filter((type) => type !== 'json' && type !== 'unknown')
  .map((type) => ({
    check: `how ${type} is recognized`,
    file: `events/generated/${type}.ts`,
    text: 'matches: (form) =>',
    instead: "matches: (form) => form.CallSid === 'the call of nobody' &&",
    cases: `event.${type}.`,
  }))

export const breaks: readonly Break[] = [
  {
    check: 'the method',
    file: 'request/envelope.ts',
    text: "if (request.method !== 'POST') return 'method_not_allowed'",
    instead: '',
  },
  {
    check: 'the content type',
    file: 'request/envelope.ts',
    text: "if (!isForm(contentType) && !(isJsonAccepted && isJson(contentType))) return 'unsupported_media_type'",
    instead: '',
  },
  {
    check: 'JSON that was not asked for',
    file: 'request/envelope.ts',
    text: 'isJsonAccepted && isJson(contentType)',
    instead: 'isJson(contentType)',
  },
  {
    check: 'the content encoding',
    file: 'request/envelope.ts',
    text: "if (!isIdentity(request.header('content-encoding'))) return 'unsupported_content_encoding'",
    instead: '',
  },
  {
    check: 'the announced size',
    file: 'request/envelope.ts',
    text: "if (Number(request.header('content-length') ?? 0) > bodyLimit) return 'body_too_large'",
    instead: '',
  },
  {
    check: 'the size while reading',
    file: 'node/body.ts',
    text: 'if (length > this.#limitBytes) return false',
    instead: '',
  },
  {
    check: 'a connection that is closed after a body that is too large',
    file: 'refusals.ts',
    text: "headers: { connection: 'close' },",
    instead: '',
  },
  {
    check: 'a body that a parser consumed',
    file: 'node/body.ts',
    text: "if (stream.readableDidRead) return Promise.resolve('body_already_consumed')",
    instead: '',
  },
  {
    check: 'a body that is left for who reads next',
    file: 'node/body.ts',
    text: 'else request.unshift(bytes)',
    instead: '',
  },
  {
    check: 'a guard behind a guard',
    file: 'authenticator.ts',
    text: 'if (request.isGuardedTwice) return { refusal: GUARDED_TWICE }',
    instead: '',
  },
  {
    check: 'text told from bytes',
    file: 'authenticator.ts',
    text: 'request.isBodyText ? TEXT_MISMATCH : REFUSALS.signature_mismatch',
    instead: 'REFUSALS.signature_mismatch',
  },
  {
    check: "the timestamp's form",
    file: 'authenticator.ts',
    text: 'if (!isTimestamp(timestamp)) return { refusal: REFUSALS.malformed_timestamp }',
    instead: '',
  },
  {
    check: "the signature's form",
    file: 'authenticator.ts',
    text: 'return { refusal: REFUSALS.malformed_signature }',
    instead: 'return { refusal: REFUSALS.signature_mismatch }',
  },
  {
    check: 'stale requests that are genuine, kept',
    file: 'authenticator.ts',
    text: '{ refusal, rawBody: authentic.rawBody }',
    instead: '{ refusal }',
  },
  {
    check: 'kept deliveries, whose time is over',
    file: 'receiver.ts',
    text: 'authenticator.authenticateKept(request, keys)',
    instead: 'authenticator.authenticate(request)',
  },
  {
    check: 'the bearer token',
    file: 'options.ts',
    text: "isBearerAccepted: 'bearerToken' in options ? readBearerToken(options.bearerToken) : () => true",
    instead: 'isBearerAccepted: () => true',
  },
  {
    check: 'the window, past side',
    file: 'request/time-window.ts',
    text: "return ageSeconds <= toleranceSeconds ? undefined : 'timestamp_too_old'",
    instead: 'return undefined',
  },
  {
    check: 'the window, future side',
    file: 'request/time-window.ts',
    text: "if (-ageSeconds > toleranceSeconds) return 'timestamp_in_future'",
    instead: '',
  },
  {
    check: 'the edge of the window, by a second',
    file: 'request/time-window.ts',
    text: 'ageSeconds <= toleranceSeconds',
    instead: 'ageSeconds < toleranceSeconds',
  },
  {
    check: 'the signature',
    file: 'signature/key-ring.ts',
    text: 'if (verdict !== true && !(await verdict)) continue',
    instead: 'await verdict',
  },
  {
    check: 'the keys after the first',
    file: 'signature/key-ring.ts',
    text: 'const verifiers = this.#verifiers',
    instead: 'const verifiers = this.#verifiers.slice(0, 1)',
  },
  {
    check: 'other events set aside',
    file: 'receiver.ts',
    text: 'const isHandled = settings.events.has(type)',
    instead: 'const isHandled = type.length > 0',
  },
  {
    check: 'what waits for TeXML and nobody handles',
    file: 'receiver.ts',
    text: 'if (reading.waitsForTexml) return refuse(exchange, REFUSALS.instructions_not_handled, facts)',
    instead: '',
  },
  {
    check: 'ended calls that carry the fields of a Dial',
    file: 'events/ended-call.ts',
    text: '(DialCallStatus ?? DialCallSid ?? DialCallSidLegacy ?? DialCallDuration) !== undefined',
    instead: '[DialCallStatus, DialCallSid, DialCallSidLegacy, DialCallDuration].length === 0',
  },
  {
    check: 'copies that wait for TeXML',
    file: 'receiver.ts',
    text: 'if (!isPassed && !needsAnswer) {',
    instead: 'if (!isPassed) {',
  },
  {
    check: 'copies that wait for TeXML while the event is being handled',
    file: 'receiver.ts',
    text: 'if (needsAnswer) return acceptCopy(exchange, facts, false)',
    instead: '',
  },
  {
    check: 'events that nothing tells from the next of their kind',
    file: 'receiver.ts',
    text: 'key !== undefined : identity.isUnique',
    instead: 'key !== undefined : true',
  },
  {
    check: 'the id of a JSON webhook',
    file: 'events/json-event.ts',
    text: "values: event ? ['json', event.id] : ['unknown', text]",
    instead: "values: ['json', text]",
  },
  {
    check: 'the schema of ended calls',
    file: 'events/ended-call.ts',
    text: 'picked.repeated.size === 0 && validateCallSchema(sent)',
    instead: 'picked.repeated.size === 0',
  },
  {
    check: 'the schema of other events',
    file: 'events/field-reading.ts',
    text: 'if (value === undefined) this.#unreadable.push({ field, rule, message })',
    instead: 'if (value === undefined) [rule, message].pop()',
  },
  {
    check: 'a schema that is enforced',
    file: 'receiver.ts',
    text: "schemaErrors.length > 0 && settings.schema === 'enforce'",
    instead: "schemaErrors.length > 9 && settings.schema === 'enforce'",
  },
  {
    check: 'a schema that is not enforced',
    file: 'receiver.ts',
    text: "schemaErrors.length > 0 && settings.schema === 'enforce'",
    instead: 'schemaErrors.length > 0',
  },
  {
    check: 'fields that came twice',
    file: 'events/form.ts',
    text: 'repeated = new Set([...repeated, this.#names[place] as string])',
    instead: '',
  },
  {
    check: 'exactly 200',
    file: 'answer.ts',
    text: 'return isSuccess(status) ? ACKNOWLEDGED_STATUS : status',
    instead: 'return status',
  },
  {
    check: 'copies of what another process handled',
    file: 'delivery/memory-store.ts',
    text: "if (handled.has(id, nowMs)) return 'done'",
    instead: '',
  },
  {
    check: 'copies of what another process is handling',
    file: 'delivery/memory-store.ts',
    text: "if (holder !== undefined && holder !== token) return 'in-progress'",
    instead: '',
  },
  {
    check: 'claims that end with their lease',
    file: 'delivery/memory-store.ts',
    text: 'claim && claim.endsAtMs > nowMs ? claim.token : undefined',
    instead: 'nowMs > 0 ? claim?.token : undefined',
  },
  {
    check: 'leases that are renewed',
    file: 'delivery/store-claims.ts',
    text: 'if (handling.renewal || nowMs - handling.leasedAtMs < this.renewEveryMs / 2) return',
    instead: 'if (nowMs > 0) return',
  },
  {
    check: 'what the guard remembers itself',
    file: 'delivery/handlings.ts',
    text: "if (this.#handled.has(id, nowMs)) return 'done'",
    instead: '',
  },
  {
    check: 'copies that wait for a run in this process',
    file: 'delivery/handlings.ts',
    text: 'if (nowMs >= deadlineMs || (await run.waitForEnd',
    instead: 'if (nowMs > 0 || (await run.waitForEnd',
  },
  {
    check: 'copies that wait for a run elsewhere',
    file: 'delivery/store-claims.ts',
    text: "if (state === 'done' || nowMs >= deadlineMs) return state",
    instead: "if (state === 'done' || nowMs > 0) return state",
  },
  {
    check: 'runs elsewhere that nobody ends',
    file: 'receiver.ts',
    text: 'const watching = outcomes.standBy(facts)',
    instead: 'const watching = Promise.resolve()',
  },
  {
    check: 'the handling limit',
    file: 'delivery/handlings.ts',
    text: 'if (nowMs - handling.startedAtMs >= this.#settings.handlingLimitMs) this.#giveUp(handling)',
    instead: 'if (nowMs < 0) this.#giveUp(handling)',
  },
  {
    check: 'the signal of a run that is given up',
    file: 'delivery/handlings.ts',
    text: '    handling.cancel()\n    if (handling.run)',
    instead: '    if (handling.run)',
  },
  {
    check: 'successes that come late',
    file: 'delivery/outcomes.ts',
    text: "handling.outcome === 'abandoned' && outcome === 'handled'",
    instead: "handling.outcome === undefined && outcome === 'abandoned'",
  },
  {
    check: 'failures given back',
    file: 'delivery/outcomes.ts',
    text: "if ('status' in end && isSuccess(end.status)) return",
    instead: "if ('status' in end) return",
  },
  {
    check: 'failures told to onFailed',
    file: 'delivery/outcomes.ts',
    text: "const isReported = outcome !== 'handled' && !isRedelivery",
    instead: "const isReported = isRedelivery && outcome !== 'handled'",
  },
  {
    check: 'answers that broke off',
    file: 'delivery/outcomes.ts',
    text: "if (end === 'broken-off') return this.#end(run, 'abandoned', {})",
    instead: "if (end === 'broken-off') return this.#end(run, 'handled', {})",
  },
  {
    check: 'answers after the sender left',
    file: 'node/answering.ts',
    text: "else response.on('close', this.#onClose)",
    instead: '',
  },
  {
    check: 'commits that are tried again',
    file: 'delivery/outcomes.ts',
    text: 'if (this.#handlings.hasUncommitted) this.#commitAgain(request)',
    instead: '',
  },
  {
    check: "the store's time limit",
    file: 'delivery/store-answer.ts',
    text: 'setTimeout(() => afterPendingInput(giveUp), storeTimeoutMs)',
    instead: 'setTimeout(() => [afterPendingInput, giveUp], storeTimeoutMs)',
  },
  {
    check: 'a store that failed',
    file: 'receiver.ts',
    text: "if (claim.storeError !== undefined && deduplication.onStoreError === 'refuse') {",
    instead: 'if (claim.storeError !== undefined) {',
  },
  {
    check: 'responses that somebody answered before the handler',
    file: 'receiver.ts',
    text: 'if (exchange.request.isAnswered?.()) {',
    instead: 'if (Math.random() > 1) {',
  },
  {
    check: 'handlers that see every copy',
    file: 'receiver.ts',
    text: 'isUnique && deduplication.isOn',
    instead: 'isUnique',
  },
  {
    check: 'events without a key',
    file: 'receiver.ts',
    text: 'deduplication.eventKey ? key !== undefined : identity.isUnique',
    instead: 'deduplication.eventKey ? true : identity.isUnique',
  },
  {
    check: 'deliveries that are pending',
    file: 'receiver.ts',
    text: 'return claiming + handlings.pending + outcomes.pending',
    instead: 'return 0',
  },
  ...matches,
]
