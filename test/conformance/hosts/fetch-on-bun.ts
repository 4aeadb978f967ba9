import type { Host } from '../host.ts'
import { sendOverSocket } from '../server.ts'
import { createFetchApplication, FETCH_LACKS } from './fetch-application.ts'

/** As much of Bun as is used here. */
interface BunRuntime {
  serve(options: {
    readonly port: 0
    readonly hostname: string
    fetch(request: Request): Promise<Response>
  }): {
    readonly port: number
    stop(closesConnections: boolean): Promise<void>
  }
}

declare const Bun: BunRuntime

/** The fetch adapter behind the server of Bun. */
export const fetchOnBunHost: Host = {
  name: 'fetch',
  lacks: {
    ...FETCH_LACKS,
    'last-chunk': 'is about the last byte of the last chunk, which the server of Bun does not wait for',
  },
  start: async (setup) => {
    const { serve, handled, errors, guard } = createFetchApplication(setup)
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: serve })
    const { port } = server
    return { ...sendOverSocket(port), port, handled, errors, guard, stop: () => server.stop(true) }
  },
}
