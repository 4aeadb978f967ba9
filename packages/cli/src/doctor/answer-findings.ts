import type { Finding } from './finding.ts'
import type { Probe } from './probe.ts'

/** How long Telnyx waits for an answer. */
const RESPONSE_TIMEOUT_MS = 2000

/** What the probes' answers tell of the route, the worst first. */
export function findRouteProblems(probes: readonly Probe[], publicKey: string): readonly Finding[] {
  return [
    ...probes.flatMap((probe) => (probe.name === 'good' ? [] : findLeak(probe))),
    ...probes.flatMap((probe) => (probe.name === 'good' ? findFailure(probe, publicKey) : [])),
    ...probes.flatMap(findDelay),
  ]
}

/** A request that Telnyx did not sign has to be refused. */
function findLeak({ name, isAsExpected, answer: { status = 0, error } }: Probe): readonly Finding[] {
  if (isAsExpected || error !== undefined) return []
  if (status >= 500) {
    return [
      {
        code: 'error_for_refusal',
        title: `The ${name} request is answered ${status}, an error, so Telnyx would send it again`,
        fix: 'Look into the log of the application. A guard answers 403 to what it cannot verify; body parsers in front of it cause a 500.',
      },
    ]
  }
  if (status >= 300) return [redirect(status)]
  if (name === 'tampered' || name === 'unsigned') {
    return [
      {
        code: 'not_verified',
        title: `The ${name} request is accepted: the route does not verify signatures. Anybody can send events to it`,
        fix: "Guard the route: app.all('/webhooks/telnyx', telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY }), handler).",
      },
    ]
  }
  if (name === 'stale') {
    return [
      {
        code: 'stale_accepted',
        title:
          'A signature of ten minutes ago is accepted, so a captured request can be sent again at any time',
        fix: 'Compare telnyx-timestamp with the clock: at most 300 s apart, which is the default of toleranceSeconds.',
      },
    ]
  }
  return [
    {
      code: 'get_accepted',
      title: 'A GET is accepted. No signature covers the fields in its query',
      fix: 'Take events by POST alone. The guard answers 405 to all other methods if the route is defined for all of them.',
    },
  ]
}

function findFailure(probe: Probe, publicKey: string): readonly Finding[] {
  const {
    isAsExpected,
    refusalCode = '',
    answer: { status = 0, error },
  } = probe
  if (isAsExpected) return []
  if (error !== undefined) return [explainError(error)]
  const explain =
    CODES[refusalCode] ??
    STATUSES[status] ??
    (status >= 300 && status < 400 ? () => redirect(status) : undefined)
  const finding = explain?.(publicKey)
  return [
    finding ?? {
      code: status >= 500 ? 'handler_failed' : 'unexpected_status',
      title: `The signed event is answered ${status}${refusalCode === '' ? '' : ` (${refusalCode})`}`,
      fix: 'Look into the log of the application: the code behind the route answered, or threw.',
    },
  ]
}

type Explain = (publicKey: string) => Finding

const otherKey: Explain = (publicKey) => ({
  code: 'other_key',
  title: 'The signed event is refused: the route has another key than the development key',
  fix: `Start the application with TELNYX_PUBLIC_KEY=${publicKey}, on this machine only. If it has that key already, something changes the body on its way: record it and run telnyx-call verify.`,
})

/** By the guard's own codes. */
const CODES: Readonly<Record<string, Explain>> = {
  signature_mismatch: otherKey,
  body_already_consumed: () => ({
    code: 'body_already_consumed',
    title: 'A body parser has read the request before the guard',
    fix: 'Mount the guard above express.urlencoded(), express.json() and bodyParser(), or let the parser keep the bytes as request.rawBody.',
  }),
  bearer_mismatch: () => ({
    code: 'bearer_needed',
    title: 'The route wants a bearer token as well, which doctor does not send',
    fix: 'Start the application without the option bearerToken to check the rest.',
  }),
  instructions_not_handled: () => ({
    code: 'instructions_not_handled',
    title: 'The route does not take this event, which waits for TeXML',
    fix: 'Add its type to the option events, or pass another one with --event.',
  }),
  timestamp_too_old: () => clock(),
  timestamp_in_future: () => clock(),
}

/** By the status alone, for routes without a guard of this project. */
const STATUSES: Readonly<Record<number, Explain>> = {
  400: (publicKey) => ({
    ...otherKey(publicKey),
    title:
      'The signed event is answered 400: the key differs, or the signing headers do not reach the application',
  }),
  401: otherKey,
  403: otherKey,
  404: () => ({
    code: 'not_found',
    title: 'There is no such route',
    fix: 'Check the path of the URL, and that the route is defined for POST. Frameworks answer 404 for a wrong method as well.',
  }),
  405: () => ({
    code: 'method_not_allowed',
    title: 'The route does not take POST',
    fix: "Define it for every method: app.all('/webhooks/telnyx', ...).",
  }),
  413: () => ({
    code: 'body_too_large',
    title: 'The route refuses a body of a few kilobytes',
    fix: 'Raise bodyLimit of the guard and of the proxy in front: 64 KiB is the default.',
  }),
  415: () => ({
    code: 'content_type_refused',
    title: 'The route does not take this content type',
    fix: "TeXML callbacks are forms. For JSON webhooks add 'json' to the option events. In Fastify without the plugin, add a parser for application/x-www-form-urlencoded.",
  }),
}

function clock(): Finding {
  return {
    code: 'clock_off',
    title: 'The clock of the application is off by more than 300 s',
    fix: 'Synchronize it (timedatectl set-ntp true), and look for a fake clock or a wrong option now.',
  }
}

function redirect(status: number): Finding {
  return {
    code: 'redirect',
    title: `The route redirects (${status})`,
    fix: 'Give Telnyx the final URL: with https, and with or without the slash at its end. Signed bodies can get lost on the way.',
  }
}

function explainError(error: string): Finding {
  switch (error) {
    case 'ECONNREFUSED':
      return {
        code: 'not_listening',
        title: 'Nothing listens at this address',
        fix: 'Start the application, and check host and port.',
      }
    case 'timeout':
      return {
        code: 'no_answer',
        title: 'There is no answer in time',
        fix: 'Look for a handler that never ends its response, or a body that is awaited after a parser has read it.',
      }
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { code: 'host_not_found', title: 'There is no such host', fix: 'Check the host of the URL.' }
    default:
      return {
        code: 'connection_failed',
        title: `The connection failed: ${error}`,
        fix: 'Check scheme and port (https for http is the usual mistake), and the log of the application.',
      }
  }
}

function findDelay({ name, answer: { durationMs, error } }: Probe): readonly Finding[] {
  if (error !== undefined || durationMs <= RESPONSE_TIMEOUT_MS) return []
  return [
    {
      code: 'slow',
      title: `The ${name} request took ${Math.round(durationMs)} ms. Telnyx waits 2,000 ms and then sends the event again`,
      fix: 'Answer first and work afterwards, from a queue.',
    },
  ]
}
