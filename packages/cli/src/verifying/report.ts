import type { Cause, Diagnosis } from '../diagnosis/diagnosis.ts'
import { listFixes } from '../diagnosis/fixes.ts'
import type { Verdict } from './verify-files.ts'

const MARKS = { passed: '✓', failed: '✗', 'not-reached': '-' } as const

/** Writes a verdict for people: checks, causes, fixes. */
export function describeVerdict({ name, diagnosis }: Verdict): readonly string[] {
  const { verifies, checks, causes } = diagnosis
  return [
    `${name}: ${verifies ? 'verifies' : 'does not verify'}`,
    ...checks.map(({ result, title, reason }) => `  ${MARKS[result]} ${title}: ${reason}`),
    '',
    ...(verifies ? describeSuccess() : causes.flatMap(describeCause)),
    summarize(diagnosis),
  ]
}

function describeCause({ certainty, title, explanation, fixes, code }: Cause): readonly string[] {
  return [
    `${certainty === 'unknown' ? 'Cause unknown' : `Cause, ${certainty}`}: ${title} (${code})`,
    ...indent(explanation),
    ...listFixes(fixes).flatMap(({ host, fix }) => [`  Fix for ${host}`, ...indent(fix, 4)]),
    '',
  ]
}

/** Where the request is right, the code that refuses it is not. */
function describeSuccess(): readonly string[] {
  return [
    'Every input is right. If your own code rejects it, compare what it verifies: the timestamp, then |, then the raw',
    'body; the signature as base64; the key as base64 of 32 bytes. The packages of @telnyx-call do.',
    '',
  ]
}

function summarize({ candidates, durationMs }: Diagnosis): string {
  return `${candidates} ${candidates === 1 ? 'signature' : 'signatures'} verified in ${durationMs.toFixed(0)} ms`
}

function indent(text: string, spaces = 2): readonly string[] {
  return text.split('\n').map((line) => ' '.repeat(spaces) + line)
}
