import t from 'tap'
import { Turns } from './turns.ts'

t.test('goes from receiver to receiver', async (t) => {
  const turns = new Turns()
  const firsts = Array.from({ length: 6 }, (_, index) => turns.take(`call ${index}`, 'url', 3)[0])
  t.strictSame(firsts, [1, 2, 0, 1, 2, 0])
})

t.test('asks those last that had the call by the other URL', async (t) => {
  for (const [way, other] of [
    ['url', 'failover'],
    ['failover', 'url'],
  ] as const) {
    for (const place of [0, 1, 2]) {
      const turns = new Turns()
      turns.note('a', other, place)
      const places = turns.take('a', way, 3)
      t.equal(places.at(-1), place)
      t.equal(places.length, 3)
    }
  }
})
