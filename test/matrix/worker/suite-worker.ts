/** A Worker that runs the conformance suite on itself: each request of a case is one of its own, through a service binding. */
import { conformanceCases } from '../../conformance/cases/index.ts'
import { sendInProcess } from '../../conformance/fetch-exchange.ts'
import type { Host } from '../../conformance/host.ts'
import {
  createFetchApplication,
  FETCH_LACKS,
  type FetchApplication,
} from '../../conformance/hosts/fetch-application.ts'
import { runCases } from '../run-cases.ts'

interface Env {
  /** This Worker. */
  readonly SELF: { fetch(request: Request): Promise<Response> }
}

const applications = new Map<string, FetchApplication>()
const strays = new Map<Promise<unknown>, unknown>()

interface RejectionEvent {
  readonly reason: unknown
  readonly promise: Promise<unknown>
}

declare function addEventListener(
  name: 'unhandledrejection' | 'rejectionhandled',
  listener: (event: RejectionEvent) => void,
): void
// It tells of a rejection at once, and takes it back when somebody handles it after all.
addEventListener('unhandledrejection', ({ promise, reason }) => strays.set(promise, reason))
addEventListener('rejectionhandled', ({ promise }) => strays.delete(promise))

function createHost({ SELF }: Env): Host {
  return {
    name: 'fetch',
    lacks: {
      ...FETCH_LACKS,
      sockets: 'is about bytes on a connection, which belongs to workerd',
      'node-modules': 'is about a KeyObject of node:crypto',
    },
    start: async (setup) => {
      const origin = `http://app-${applications.size}.test`
      const application = createFetchApplication(setup)
      applications.set(origin, application)
      const { handled, errors, guard } = application
      const stop = async () => {}
      return { ...sendInProcess((request) => SELF.fetch(request), origin), handled, errors, guard, stop }
    },
  }
}

export default {
  async fetch(request: Request, env: Env, context: object): Promise<Response> {
    const { origin, searchParams } = new URL(request.url)
    const application = applications.get(origin)
    if (application) return application.serve(request, context)
    const prefix = searchParams.get('prefix') ?? ''
    const cases = conformanceCases.filter(({ id }) => id.startsWith(prefix))
    const tally = await runCases(cases, createHost(env))
    for (const stray of strays.values())
      tally.failed.push({ id: 'unhandled rejection', message: String(stray) })
    return Response.json(tally)
  },
}
