import t from 'tap'
import { cells, pickCells } from './cells.ts'
import { hasPassed, writeDetails, writeTable } from './table.ts'

const [first, second] = pickCells(['fetch@bun', 'fetch@deno'])
if (!first || !second) throw new Error('there are no such cells')

t.test('cells are picked by their names, adapters and runtimes', async (t) => {
  t.equal(pickCells([]), cells)
  t.equal(new Set(cells.map(({ name }) => name)).size, cells.length)
  t.ok(cells.length >= 44)
  t.strictSame(
    pickCells(['workerd', 'koa@deno']).map(({ name }) => name),
    ['fetch@workerd', 'koa@deno'],
  )
  t.throws(() => pickCells(['fetch', 'netscape']), /There is no netscape\. Name adapters \(fetch, /)
})

t.test('a cell passes with a count, and nothing that failed', async (t) => {
  const failed = [{ id: 'method.get', message: 'status 200' }]
  t.ok(hasPassed({ cell: first, tally: { passed: 5, failed: [], notRun: {} } }))
  t.notOk(hasPassed({ cell: first, tally: { passed: 5, failed, notRun: {} } }))
  t.notOk(hasPassed({ cell: first, tally: { passed: 0, failed: [], notRun: {} } }))
  t.notOk(hasPassed({ cell: first, error: new Error('it did not start') }))
})

t.test('the table has every count, and the details say what is wrong', async (t) => {
  const failed = [{ id: 'method.get', message: 'status 200' }]
  const versions = new Map([
    [first.runtime, '1.2.3'],
    [second.runtime, '2.0'],
  ])
  const results = [
    {
      cell: first,
      tally: { passed: 605, failed: [], notRun: { 'is about sockets': 3, 'is about koa alone': 9 } },
    },
    { cell: second, tally: { passed: 600, failed, notRun: {} } },
  ]
  t.equal(
    writeTable(results, versions),
    ['cases passed  bun    deno', 'version       1.2.3  2.0', 'fetch         605    600, 1 FAILED'].join(
      '\n',
    ),
  )
  t.strictSame(writeDetails(results).split('\n'), [
    'fetch@deno: method.get: status 200',
    'not run where it does not apply: 3 of which each is about sockets',
  ])
  const broken = [{ cell: first, error: new Error('it did not start') }]
  t.match(writeTable(broken, versions), /^fetch +ERROR +-$/m)
  t.equal(writeDetails(broken), 'fetch@bun: it did not start')
})
