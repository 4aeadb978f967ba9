import { createRandom, type Random } from './random.ts'
import { type SampleVariant, sampleCall, sampleVariants } from './sample-call.ts'

/** How a call can end; the earlier events are the last of the names. */
const finalVariants = sampleVariants.slice(0, sampleVariants.indexOf('initiated'))

const sidAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const sidLength = 54

/** The end of one call, with a CallSid of its own; seed and index decide which variant of `sampleCall` it is. */
export function generateCall(seed: number, index: number): Record<string, string> {
  const random = createRandom('call', seed, index)
  const variant = finalVariants[Math.floor(random() * finalVariants.length)]
  const callSid = generateCallSid(random)
  const fields = sampleCall(variant as SampleVariant, { CallSid: callSid, CallSidLegacy: callSid })
  return 'CallControlId' in fields ? { ...fields, CallControlId: callSid } : fields
}

/** As long as the specification's example. */
function generateCallSid(random: Random): string {
  const characters = Array.from({ length: sidLength }, () => sidAlphabet[Math.floor(random() * 64)])
  return `v3:${characters.join('')}`
}
