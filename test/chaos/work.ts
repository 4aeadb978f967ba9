import { createRandom } from '../../packages/testing/src/random.ts'

/** How long the handler of a call takes. Every run of one call takes as long. */
export function pickWorkMs(callSid: string, longestWorkMs: number): number {
  return createRandom('work', callSid)() * longestWorkMs
}
