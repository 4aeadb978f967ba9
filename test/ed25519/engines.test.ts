import t from 'tap'
import { ENGINE_NAMES, judgeByEngine } from './engine-verdicts.ts'
import { compareEngines } from './mutated-signatures.ts'
import { createVectors } from './vectors.ts'

t.setTimeout(180_000)

const vectors = createVectors()

for (const engine of ENGINE_NAMES) {
  t.test(`${engine} accepts the crafted signatures that the rule accepts, and no others`, async (t) => {
    const disagreements: string[] = []
    for (const vector of vectors) {
      const verdicts = await judgeByEngine(engine, vector)
      if (verdicts.some((verdict) => verdict !== vector.expected)) disagreements.push(vector.id)
    }
    t.ok(
      vectors.filter(({ expected }) => expected).length > 20 && vectors.length > 200,
      `${vectors.length} vectors`,
    )
    t.strictSame(disagreements, [])
  })
}

t.test('of mutated signatures all engines say the same', async (t) => {
  const { accepted, disagreements } = await compareEngines(1, 1000)
  t.ok(accepted > 20, `${accepted} accepted`)
  t.strictSame(disagreements, [])
})
