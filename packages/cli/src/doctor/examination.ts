import { type SampleEventType, sampleEventTypes } from '@telnyx-call/testing'
import { readDevelopmentKeys } from '../development-keys.ts'
import { UsageError } from '../exit.ts'
import { findRouteProblems } from './answer-findings.ts'
import type { Finding } from './finding.ts'
import { type Probe, probeNames, sendProbe } from './probe.ts'
import { type InstalledVersions, readVersions } from './version-findings.ts'

/** The options of `doctor`, as commander reads them. */
export interface DoctorOptions {
  readonly event: string
  readonly cwd: string
  readonly home: string
  readonly timeout: string
  readonly json?: boolean
}

export interface Examination {
  readonly probes: readonly Probe[]
  readonly versions: InstalledVersions
  /** The worst first; none if all is well. */
  readonly findings: readonly Finding[]
}

/**
 * Probes a route and reads the installed versions.
 *
 * @throws UsageError (codes `invalid_url`, `unknown_event`, `invalid_timeout`)
 */
export async function examineRoute(text: string, options: DoctorOptions): Promise<Examination> {
  const { event, cwd, home, timeout } = options
  const keys = readDevelopmentKeys(home)
  const target = {
    url: readUrl(text),
    keys,
    eventType: readEventType(event),
    timeoutMs: readTimeoutMs(timeout),
  }
  const probes: Probe[] = []
  for (const name of probeNames) {
    const probe = await sendProbe(name, target)
    probes.push(probe)
    // Where nothing answers, the others would find the same.
    if (name === 'good' && probe.answer.error !== undefined) break
  }
  const versions = readVersions(cwd)
  return { probes, versions, findings: [...findRouteProblems(probes, keys.publicKey), ...versions.findings] }
}

function readUrl(text: string): URL {
  if (URL.canParse(text)) {
    const url = new URL(text)
    if (url.protocol === 'http:' || url.protocol === 'https:') return url
  }
  throw new UsageError(
    'invalid_url',
    `${text} is not a URL. Pass one such as http://localhost:3000/webhooks/telnyx.`,
  )
}

function readEventType(text: string): SampleEventType {
  const type = sampleEventTypes.find((name) => name === text)
  if (type !== undefined) return type
  throw new UsageError(
    'unknown_event',
    `There is no event ${text}. The types are: ${sampleEventTypes.join(', ')}.`,
  )
}

function readTimeoutMs(text: string): number {
  const seconds = Number(text)
  if (seconds > 0 && seconds <= 600) return seconds * 1000
  throw new UsageError('invalid_timeout', `--timeout is not a number of seconds from 1 to 600: ${text}.`)
}
