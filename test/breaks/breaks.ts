/** One check of core taken out: the text in a source file, and what stands there instead. */
export interface Break {
  readonly check: string
  /** In packages/core/src. */
  readonly file: string
  readonly text: string
  readonly instead: string
}

export const breaks: readonly Break[] = [
  {
    check: 'the method',
    file: 'request.ts',
    text: "if (request.method !== 'POST') return 'method_not_allowed'",
    instead: '',
  },
  {
    check: 'the content type',
    file: 'request.ts',
    text: "if (!isForm(request.header('content-type'))) return 'unsupported_media_type'",
    instead: '',
  },
  {
    check: 'the content encoding',
    file: 'request.ts',
    text: "if (!isIdentity(request.header('content-encoding'))) return 'unsupported_content_encoding'",
    instead: '',
  },
  {
    check: 'the announced size',
    file: 'request.ts',
    text: "if (Number(request.header('content-length') ?? 0) > bodyLimit) return 'body_too_large'",
    instead: '',
  },
  {
    check: 'the size while reading',
    file: 'node.ts',
    text: "if (length > limitBytes) finish('body_too_large')",
    instead: '',
  },
  {
    check: 'a body that a parser consumed',
    file: 'node.ts',
    text: "if (stream.readableDidRead) return Promise.resolve('body_already_consumed')",
    instead: '',
  },
  {
    check: "the timestamp's form",
    file: 'receiver.ts',
    text: 'if (!isTimestamp(timestamp)) return refuse(exchange, REFUSALS.malformed_timestamp)',
    instead: '',
  },
  {
    check: "the signature's form",
    file: 'receiver.ts',
    text: 'if (signature === undefined) return refuse(exchange, REFUSALS.malformed_signature)',
    instead: 'if (signature === undefined) return refuse(exchange, REFUSALS.signature_mismatch)',
  },
  {
    check: 'the bearer token',
    file: 'options.ts',
    text: "isBearerAccepted: 'bearerToken' in options ? readBearerToken(options.bearerToken) : () => true",
    instead: 'isBearerAccepted: () => true',
  },
  {
    check: 'the window, past side',
    file: 'freshness.ts',
    text: "return ageSeconds <= toleranceSeconds ? undefined : 'timestamp_too_old'",
    instead: 'return undefined',
  },
  {
    check: 'the window, future side',
    file: 'freshness.ts',
    text: "if (-ageSeconds > toleranceSeconds) return 'timestamp_in_future'",
    instead: '',
  },
  {
    check: 'the edge of the window, by a second',
    file: 'freshness.ts',
    text: 'ageSeconds <= toleranceSeconds',
    instead: 'ageSeconds < toleranceSeconds',
  },
  {
    check: 'the signature',
    file: 'signature.ts',
    text: 'if (verdict === true || (await verdict)) {',
    instead: 'await verdict\n      {',
  },
  {
    check: 'the keys after the first',
    file: 'signature.ts',
    text: 'const verifiers = this.#verifiers',
    instead: 'const verifiers = this.#verifiers.slice(0, 1)',
  },
  {
    check: 'other events set aside',
    file: 'event-kind.ts',
    text: 'ONGOING.has(call.CallStatus)',
    instead: 'false',
  },
  {
    check: 'the schema',
    file: 'call.ts',
    text: 'const isValid = validateCallSchema(call)',
    instead: 'const isValid = [call].length > 0',
  },
  {
    check: 'fields that came twice',
    file: 'form.ts',
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
    check: 'copies in progress',
    file: 'memory-store.ts',
    text: 'if (isClaimed(id, time)) return IN_PROGRESS',
    instead: '',
  },
  {
    check: 'copies of what was handled',
    file: 'memory-store.ts',
    text: 'if (isHandled(id, time)) return DONE',
    instead: '',
  },
  {
    check: 'claims that end with their lease',
    file: 'memory-store.ts',
    text: '(claims.get(id)?.endsAt ?? 0) > time',
    instead: 'time > 0 && claims.has(id)',
  },
  {
    check: 'late settling kept from the new holder',
    file: 'memory-store.ts',
    text: '|| (isClaimed(id, time) && claims.get(id)?.token !== token)',
    instead: '',
  },
  {
    check: 'failures given back',
    file: 'node.ts',
    text: 'settle(isSuccess(response.statusCode))',
    instead: 'settle(true)',
  },
  {
    check: 'broken connections noticed',
    file: 'node.ts',
    text: "response.on('close', () => settle(false))",
    instead: '',
  },
  {
    check: 'answers taken for whole only at their end',
    file: 'node.ts',
    text: 'if (wentOutWhole(request, response)) settle(isSuccess(response.statusCode))',
    instead: '',
  },
  {
    check: "the store's time limit",
    file: 'delivery-claim.ts',
    text: 'setTimeout(() => reject(createTimeoutError(storeTimeoutMs)), storeTimeoutMs)',
    instead: 'setTimeout(() => [reject, createTimeoutError], storeTimeoutMs)',
  },
  {
    check: 'a store that failed',
    file: 'receiver.ts',
    text: "if (claim.state === 'unknown' && settings.onStoreError === 'refuse') {",
    instead: "if (claim.state === 'unknown') {",
  },
  {
    check: 'senders that left before the handler',
    file: 'receiver.ts',
    text: 'if (exchange.request.hasSenderLeft?.()) {',
    instead: 'if (Math.random() > 1) {',
  },
  {
    check: 'claims that come late',
    file: 'delivery-claim.ts',
    text: 'lateClaim?.then((claim) => settleClaim(settings, id, claim, succeeded)).catch(() => {})',
    instead: 'lateClaim?.catch(() => [settings, id, succeeded])',
  },
]
