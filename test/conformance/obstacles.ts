import type { ConformanceCase } from './case.ts'
import type { Front } from './fronts.ts'
import type { Host, Need } from './host.ts'

/** What the fronts need; the others stand in front of every host. */
const FRONT_NEEDS: Readonly<Partial<Record<Front, Need>>> = {
  'keep-bytes': 'kept-body',
  'keep-text': 'kept-body',
  'lose-patience': 'shared-response',
}

/** @returns why the case has nothing to say about the host; undefined where it has to hold there. */
export function findObstacle(conformanceCase: ConformanceCase, host: Host): string | undefined {
  const { hosts, needs = [], front } = conformanceCase
  if (hosts?.includes(host.name) === false) return `is about ${hosts.join(', ')} alone`
  const frontNeed = front && FRONT_NEEDS[front]
  const missing = [...needs, ...(frontNeed ? [frontNeed] : [])].find((need) => host.lacks?.[need])
  return missing && host.lacks?.[missing]
}
