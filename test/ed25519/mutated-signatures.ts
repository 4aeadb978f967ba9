import { ENGINE_NAMES, judgeByEngine } from './engine-verdicts.ts'
import { generateMutations } from './mutations.ts'
import { isAcceptedByRule } from './rule.ts'
import { createVectors } from './vectors.ts'

/** What came of many mutations. */
export interface Comparison {
  readonly accepted: number
  /** Where an engine says otherwise than the others or the rule. */
  readonly disagreements: readonly string[]
}

/** The rule is worked out in big integers, which takes longer than all engines but one: it is asked about every so manieth mutation. */
const RULE_INTERVAL = 10

/** Has all engines judge the mutations that belong to a seed, side by side. */
export async function compareEngines(seed: number, count: number): Promise<Comparison> {
  const disagreements: string[] = []
  let accepted = 0
  let index = 0
  for (const mutation of generateMutations(seed, count, createVectors())) {
    const { publicKey, message, signature, origin } = mutation
    const [first, ...others] = (
      await Promise.all(ENGINE_NAMES.map((name) => judgeByEngine(name, mutation)))
    ).flat()
    const ruling = index++ % RULE_INTERVAL === 0 ? isAcceptedByRule(publicKey, message, signature) : first
    if (first) accepted++
    if ([...others, ruling].some((verdict) => verdict !== first)) disagreements.push(origin)
  }
  return { accepted, disagreements }
}
