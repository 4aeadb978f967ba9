import type { Examination } from './examination.ts'
import type { Probe } from './probe.ts'

/** Writes an examination for people. */
export function describeExamination({ probes, versions, findings }: Examination): readonly string[] {
  const packages = versions.packages.map(({ name, version }) => `${name} ${version}`)
  return [
    ...probes.map(describeProbe),
    `Node ${versions.node}${packages.length > 0 ? `, ${packages.join(', ')}` : ''}`,
    '',
    ...(findings.length === 0
      ? ['All as expected.']
      : findings.flatMap(({ code, title, fix }) => [`✗ ${title}. (${code})`, `  ${fix}`])),
  ]
}

function describeProbe({ title, expected, isAsExpected, answer, refusalCode }: Probe): string {
  const came = answer.error ?? `${answer.status}${refusalCode === undefined ? '' : ` ${refusalCode}`}`
  return `${isAsExpected ? '✓' : '✗'} ${title}: expected ${expected}, got ${came} in ${Math.round(answer.durationMs)} ms`
}

/** A probe as a record, without the answer's content. */
export function recordProbe({ answer, ...probe }: Probe): Readonly<Record<string, unknown>> {
  const { status, error, durationMs } = answer
  return { kind: 'probe', ...probe, status, error, durationMs }
}
