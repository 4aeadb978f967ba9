import t, { type Test } from 'tap'
import { diagnose } from '../src/diagnosis/diagnose.ts'
import type { Diagnosis, Evidence } from '../src/diagnosis/diagnosis.ts'
import { bodyDamages } from './diagnosis/body-damages.ts'
import type { Damage } from './diagnosis/damage.ts'
import { lostBodyDamages } from './diagnosis/lost-body-damages.ts'
import { Random } from './diagnosis/random.ts'
import { lostRequestDamages, requestDamages } from './diagnosis/request-damages.ts'
import { sampleBody, signEvidence } from './diagnosis/samples.ts'

t.setTimeout(300_000)

const SAMPLES = 200
const MAX_CANDIDATES = 500
const MAX_MS = 100

const durations: number[] = []
let mostCandidates = 0

for (const damage of [...bodyDamages, ...requestDamages]) {
  t.test(`proven: ${damage.name}`, async (t) => {
    for (const { diagnosis, seed } of diagnoseSamples(t, damage)) {
      if (diagnosis.certainty === 'proven' && isExpected(diagnosis, damage)) continue
      t.fail(`seed ${seed}: ${describe(diagnosis)}`)
      break
    }
  })
}

for (const damage of [...lostBodyDamages, ...lostRequestDamages]) {
  t.test(`likely: ${damage.name}`, async (t) => {
    for (const { diagnosis, seed } of diagnoseSamples(t, damage)) {
      const isNamed = diagnosis.causes.some(({ code }) => damage.causes.includes(code))
      const isHonest = diagnosis.certainty !== 'proven' || isExpected(diagnosis, damage)
      if (!diagnosis.verifies && diagnosis.certainty !== 'unknown' && isNamed && isHonest) continue
      t.fail(`seed ${seed}: ${describe(diagnosis)}`)
      break
    }
  })
}

t.test('a delivery that was tampered with is never explained as proven', async (t) => {
  for (let seed = 1; seed <= SAMPLES; seed++) {
    const random = new Random(seed)
    const kind = random.pick(['form', 'json'] as const)
    const evidence = signEvidence(kind, sampleBody(kind, random), random)
    const body = Buffer.from(evidence.body)
    const digits = [...body.entries()].filter(([, byte]) => byte >= 0x31 && byte <= 0x38)
    const [position, digit] = random.pick(digits)
    body[position] = digit + 1
    const diagnosis = measure(t, { ...evidence, body })
    if (diagnosis.verifies || diagnosis.certainty === 'proven') t.fail(`seed ${seed}: ${describe(diagnosis)}`)
  }
})

t.test('a good delivery verifies, and nothing is wrong with it', async (t) => {
  for (let seed = 1; seed <= SAMPLES; seed++) {
    const random = new Random(seed)
    const kind = random.pick(['form', 'json'] as const)
    const diagnosis = measure(t, signEvidence(kind, sampleBody(kind, random), random))
    if (!diagnosis.verifies || diagnosis.causes.length > 0 || diagnosis.candidates !== 1) {
      t.fail(`seed ${seed}: ${describe(diagnosis)}`)
    }
    if (diagnosis.checks.some(({ result }) => result !== 'passed')) t.fail(`seed ${seed}: a check failed`)
  }
})

t.test('no diagnosis takes many candidates, nor long', async (t) => {
  const sorted = durations.sort((duration, other) => duration - other)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  t.comment(
    `${sorted.length} diagnoses: at most ${mostCandidates} candidates; ${at(0.5).toFixed(1)} ms in the middle, ${at(0.99).toFixed(1)} ms at 99 %, ${at(1).toFixed(1)} ms at most`,
  )
  t.ok(mostCandidates <= MAX_CANDIDATES)
  t.ok(at(0.5) < MAX_MS)
})

function* diagnoseSamples(t: Test, damage: Damage) {
  let count = 0
  for (let seed = 1; count < SAMPLES && seed < 50 * SAMPLES; seed++) {
    const evidence = damage.make(new Random(seed))
    if (evidence === undefined) continue
    count++
    yield { seed, diagnosis: measure(t, evidence) }
  }
  t.equal(count, SAMPLES)
}

function measure(t: Test, evidence: Evidence): Diagnosis {
  const diagnosis = diagnose(evidence)
  durations.push(diagnosis.durationMs)
  mostCandidates = Math.max(mostCandidates, diagnosis.candidates)
  if (diagnosis.candidates > MAX_CANDIDATES) t.fail(`${diagnosis.candidates} candidates`)
  return diagnosis
}

function isExpected({ verifies, causes }: Diagnosis, damage: Damage): boolean {
  return !verifies && causes.length > 0 && causes.every(({ code }) => damage.causes.includes(code))
}

function describe({ verifies, certainty, causes, candidates }: Diagnosis): string {
  return `${verifies ? 'verifies' : certainty}: ${causes.map(({ code }) => code).join(', ')} (${candidates} candidates)`
}
