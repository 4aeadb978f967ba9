import type { Host } from '../host.ts'
import { sendOverSocket } from '../server.ts'
import { createFetchApplication, FETCH_LACKS } from './fetch-application.ts'

/** As much of Deno as is used here. */
interface DenoRuntime {
  serve(
    options: { readonly port: 0; readonly hostname: string; onListen(): void; readonly signal: AbortSignal },
    handler: (request: Request) => Promise<Response>,
  ): { readonly addr: { readonly port: number }; readonly finished: Promise<void> }
}

declare const Deno: DenoRuntime

/** The fetch adapter behind the server of Deno. */
export const fetchOnDenoHost: Host = {
  name: 'fetch',
  lacks: FETCH_LACKS,
  start: async (setup) => {
    const { serve, handled, errors, guard } = createFetchApplication(setup)
    const controller = new AbortController()
    const options = { port: 0, hostname: '127.0.0.1', onListen() {}, signal: controller.signal } as const
    const server = Deno.serve(options, serve)
    const { port } = server.addr
    const stop = async () => {
      controller.abort()
      await server.finished
    }
    return { ...sendOverSocket(port), port, handled, errors, guard, stop }
  },
}
