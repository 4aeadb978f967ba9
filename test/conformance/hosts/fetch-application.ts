import { telnyxCall } from '@telnyx-call/fetch'
import { HESITATION_MILLISECONDS } from '../fronts.ts'
import {
  drip,
  type Handled,
  type HandlerBehaviour,
  type Need,
  type RunningHost,
  runHandler,
  type Setup,
} from '../host.ts'
import { pause } from '../wire.ts'

/** What no host of Fetch has, and why. */
export const FETCH_LACKS: Readonly<Partial<Record<Need, string>>> = {
  'node-http': 'is about what the HTTP server of Node answers, joins or keeps by itself',
  'node-framing': 'is about what the HTTP server of Node answers to ambiguous framing',
  'kept-body': 'is about a body that was left on a request of Node; a Request has no place for one',
  'shared-response':
    'is about a response that somebody else writes to; here a response is what the handler returns',
  'raw-response': 'is about a response that is written past the framework; here there is none to write to',
}

/** The part of an application that is the same wherever it is served. */
export interface FetchApplication extends Pick<RunningHost, 'handled' | 'errors' | 'guard'> {
  /** Takes every request. Its error handling is the application's own: the errors of refusals say what to answer. */
  serve(request: Request, context?: object): Promise<Response>
}

/** Builds an application around the fetch adapter. */
export function createFetchApplication(setup: Setup): FetchApplication {
  const handled: Handled[] = []
  const errors: unknown[] = []
  const guard = telnyxCall(setup.options, ({ call, event, delivery }) => {
    handled.push({ call, event, delivery, body: undefined })
    return runHandler(setup, handled.length - 1, answer)
  })
  const outerGuard = setup.isGuardedTwice
    ? telnyxCall(setup.options, ({ request, context }) => guard(request, undefined, context))
    : guard
  const serve = async (request: Request, context?: object) => {
    try {
      if (setup.front === 'hesitate') await pause(HESITATION_MILLISECONDS)
      if (setup.front === 'keep-parsed-only') await request.text()
      return await outerGuard(request, undefined, context)
    } catch (error) {
      errors.push(error)
      const { status = 500, headers = {} } = error as { status?: number; headers?: Record<string, string> }
      return new Response('failed', { status, headers: { ...headers } })
    }
  }
  return { serve, handled, errors, guard }
}

function answer({ status, json, texml, by }: HandlerBehaviour): Response | undefined {
  if (by !== undefined && by !== 'raw-response')
    return new Response(openWebStream(by), { status: status ?? 200 })
  if (texml !== undefined)
    return new Response(texml, { status: status ?? 200, headers: { 'content-type': 'text/xml' } })
  if (json !== undefined) return Response.json(json, { status: status ?? 200 })
  return status === undefined ? undefined : new Response(null, { status })
}

function openWebStream(kind: Parameters<typeof drip>[0]): ReadableStream {
  const parts = drip(kind)
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next()
      if (done) controller.close()
      else controller.enqueue(new TextEncoder().encode(value))
    },
    cancel: async () => void (await parts.return(undefined)),
  })
}
