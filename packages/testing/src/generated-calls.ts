import { createRandom, type Random } from './random.ts'
import { type SampleVariant, sampleCall, sampleVariants } from './sample-call.ts'

/** The ways a call can end. Earlier events are last in the list. */
const finalVariants = sampleVariants.slice(0, sampleVariants.indexOf('initiated'))

const sidAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const sidLength = 54

/** Generates the end of one call, with its own CallSid. Seed and index select the variant of `sampleCall`. */
export function generateCall(seed: number, index: number): Record<string, string> {
  const random = createRandom('call', seed, index)
  const variant = finalVariants[Math.floor(random() * finalVariants.length)]
  const callSid = generateCallSid(random)
  const fields = sampleCall(variant as SampleVariant, { CallSid: callSid, CallSidLegacy: callSid })
  return 'CallControlId' in fields ? { ...fields, CallControlId: callSid } : fields
}

/** As long as in the specification's example. */
function generateCallSid(random: Random): string {
  const characters = Array.from({ length: sidLength }, () => sidAlphabet[Math.floor(random() * 64)])
  return `v3:${characters.join('')}`
}
