import t from 'tap'
import { parseJournal } from './journal.ts'

const begun = (request: number, atMs: number) => ({
  ...{ phase: 'begun', request, atMs, pid: 1, framework: 'koa', callSid: `call ${request}` },
  ...{ deliveryId: 'd', deduplicated: true },
})
const toText = (lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

t.test('puts together what belongs to one handling', async (t) => {
  const settled = { phase: 'settled', request: 1, atMs: 40, succeeded: true }
  const lines = [begun(1, 10), begun(2, 20), { phase: 'handled', request: 1, atMs: 30 }, settled]
  const facts = { pid: 1, framework: 'koa', deliveryId: 'd', deduplicated: true }
  t.strictSame(parseJournal(toText(lines)), [
    { ...facts, request: 1, callSid: 'call 1', begunAtMs: 10, handledAtMs: 30, settled },
    { ...facts, request: 2, callSid: 'call 2', begunAtMs: 20 },
  ])
})

t.test('takes half a line for not written', async (t) => {
  const [handling] = parseJournal(`${toText([begun(1, 10)])}{"phase":"handled","request":1`)
  t.equal(handling?.callSid, 'call 1')
  t.equal(handling?.handledAtMs, undefined)
})

t.test('refuses a journal that makes no sense', async (t) => {
  t.throws(() => parseJournal(toText([{ phase: 'handled', request: 7, atMs: 1 }])), /7 is handled/)
})
