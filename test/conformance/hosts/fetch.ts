import { sendInProcess } from '../fetch-exchange.ts'
import type { Host } from '../host.ts'
import { createFetchApplication, FETCH_LACKS } from './fetch-application.ts'

/** The fetch adapter, called as any host of Fetch calls it. */
export const fetchHost: Host = {
  name: 'fetch',
  lacks: {
    ...FETCH_LACKS,
    sockets: 'is about bytes on a connection, which belongs to the host around the adapter',
  },
  start: async (setup) => {
    const { serve, handled, errors, guard } = createFetchApplication(setup)
    return { ...sendInProcess(serve), handled, errors, guard, stop: async () => {} }
  },
}
