import t from 'tap'
import { findLeftOver, parseJournals } from './journal.ts'

const begun = (exchange: string, atMs: number) => ({
  ...{ phase: 'begun', exchange, pid: 1, atMs, framework: 'koa', callSid: `call ${exchange}` },
  deduplicated: true,
})
const handled = (exchange: string, atMs: number) => ({ phase: 'handled', exchange, pid: 1, atMs })
const toText = (lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

t.test('puts together what belongs to one handling', async (t) => {
  const settled = { phase: 'settled', exchange: '1', pid: 1, atMs: 40, outcome: 'handled' }
  const text = toText([begun('2', 20), begun('1', 10), handled('1', 30), settled])
  const facts = { pid: 1, framework: 'koa', deduplicated: true }
  t.strictSame(parseJournals([text]).handlings, [
    { ...facts, exchange: '1', callSid: 'call 1', begunAtMs: 10, handledAtMs: 30, settled },
    { ...facts, exchange: '2', callSid: 'call 2', begunAtMs: 20 },
  ])
})

t.test('keeps what processes call alike apart', async (t) => {
  const texts = [
    toText([begun('redelivery 1', 10)]),
    toText([begun('redelivery 1', 20), handled('redelivery 1', 30)]),
  ]
  t.strictSame(
    parseJournals(texts).handlings.map(({ handledAtMs }) => handledAtMs),
    [undefined, 30],
  )
})

t.test('sorts out what else was written', async (t) => {
  const head = { pid: 1, atMs: 50 }
  const dismissed = { ...head, phase: 'dismissed', exchange: '3', reason: 'duplicate' }
  const kept = { ...head, phase: 'kept', name: '1', callSid: 'a', record: {} }
  const redelivered = { ...head, phase: 'redelivered', name: '1', result: 'handled' }
  const stalled = { ...head, phase: 'stalled', fromMs: 10 }
  const journal = parseJournals([toText([dismissed, kept, redelivered, stalled])])
  t.strictSame(journal.dismissed, [dismissed])
  t.strictSame(journal.kept, [kept])
  t.strictSame(journal.redelivered, [redelivered])
  t.strictSame(journal.stalls, [{ pid: 1, fromMs: 10, toMs: 50 }])
})

t.test('finds what was kept and not redelivered', async (t) => {
  const keep = (name: string) => ({ pid: 1, atMs: 50, phase: 'kept', name, callSid: name, record: {} })
  const redelivered = { pid: 1, atMs: 60, phase: 'redelivered', name: '1', result: 'handled' }
  t.strictSame(findLeftOver(toText([keep('1'), keep('2'), redelivered])), [keep('2')])
})

t.test('takes half a line for not written', async (t) => {
  const [handling] = parseJournals([`${toText([begun('1', 10)])}{"phase":"handled","exchange":"1"`]).handlings
  t.equal(handling?.callSid, 'call 1')
  t.equal(handling?.handledAtMs, undefined)
})

t.test('refuses a journal that makes no sense', async (t) => {
  t.throws(() => parseJournals([toText([handled('7', 1)])]), /7 is handled/)
})
