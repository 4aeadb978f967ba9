/**
 * A handler module whose store is a file, so that it is shared by processes that run one after the other, as a database would be. It writes
 * the CallSid of each call that it handles to a file beside it.
 */
export const FILE_STORE_MODULE = `
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'

const STORE = new URL('./store.json', import.meta.url)
const read = () => (existsSync(STORE) ? JSON.parse(readFileSync(STORE, 'utf8')) : {})
const write = (id, state) => writeFileSync(STORE, JSON.stringify({ ...read(), [id]: state }))

export const store = {
  claim(id, token) {
    const { state, token: holder } = read()[id] ?? {}
    if (state === 'done') return 'done'
    if (state === 'claimed' && holder !== token) return 'in-progress'
    write(id, { state: 'claimed', token })
    return 'claimed'
  },
  renew: (id, token) => read()[id]?.state === 'claimed' && read()[id].token === token,
  commit: (id) => write(id, { state: 'done' }),
  release(id, token) {
    if (read()[id]?.token === token) write(id, {})
  },
}

export default async ({ event }) => {
  appendFileSync(new URL('./handled.txt', import.meta.url), event.CallSid + '\\n')
}
`
