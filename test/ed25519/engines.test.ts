import t from 'tap'
import { ENGINE_NAMES, judgeByEngine } from './engine-verdicts.ts'
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
