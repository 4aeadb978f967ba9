import type { DeliverySummary } from '../../src/inspector/protocol.ts'
import { RESPONSE_TIMEOUT_MS } from '../deliveries/deliveries-view.tsx'
import { countTypes } from '../deliveries/filter-deliveries.ts'
import { ShortText } from '../parts/text.tsx'
import { useDeliveryList, useRouter } from '../state/inspector.ts'
import { formatAmount, formatCount } from '../text/formats.ts'
import { AnswerChart } from './answer-chart.tsx'
import { CallQuality } from './call-quality.tsx'
import { formatShare, OutcomeChart } from './outcome-chart.tsx'

/** All deliveries at a glance. */
export function OverviewView() {
  const list = useDeliveryList()
  return (
    <div class="overview">
      <OutcomeChart deliveries={list.all} />
      <AnswerChart
        deliveries={list.all}
        responseTimeoutMs={list.about?.responseTimeoutMs ?? RESPONSE_TIMEOUT_MS}
      />
      <Types deliveries={list.all} />
      <Refusals deliveries={list.all} />
      <Duplicates deliveries={list.all} />
      <Drift deliveries={list.all} />
      <CallQuality deliveries={list.all} />
    </div>
  )
}

interface SectionProps {
  readonly deliveries: readonly DeliverySummary[]
}

function Types({ deliveries }: SectionProps) {
  const router = useRouter()
  return (
    <section class="card" aria-labelledby="types-title">
      <h2 id="types-title">Types</h2>
      <Bars
        rows={countTypes(deliveries).map(([type, count]) => ({
          name: type,
          count,
          link: router.link({ view: 'deliveries', type, outcomes: [], search: '' }),
        }))}
        all={deliveries.length}
      />
    </section>
  )
}

function Refusals({ deliveries }: SectionProps) {
  const router = useRouter()
  const counts = new Map<string, number>()
  for (const { code } of deliveries) if (code !== undefined) counts.set(code, (counts.get(code) ?? 0) + 1)
  return (
    <section class="card" aria-labelledby="refusals-title">
      <h2 id="refusals-title">Why requests were refused</h2>
      {counts.size === 0 && <p class="muted">None was refused.</p>}
      <Bars
        rows={[...counts].map(([code, count]) => ({
          name: code,
          count,
          link: router.link({ view: 'deliveries', search: code, outcomes: [], type: '' }),
        }))}
        all={deliveries.length}
      />
    </section>
  )
}

function Duplicates({ deliveries }: SectionProps) {
  const router = useRouter()
  const copies = deliveries.filter(({ outcome }) => outcome === 'duplicate').length
  const mostAttempts = deliveries.reduce((most, { attempt }) => Math.max(most, attempt), 0)
  return (
    <section class="card" aria-labelledby="duplicates-title">
      <h2 id="duplicates-title">Duplicates</h2>
      <p class="figure">
        <a href={router.link({ view: 'deliveries', outcomes: ['duplicate'], type: '', search: '' })}>
          {formatAmount(copies, 'copy', 'copies')}
        </a>{' '}
        <span class="muted">{formatShare(copies, deliveries.length)}</span>
      </p>
      <p class="note">
        Telnyx may send an event more than once. The guard recognizes copies and acknowledges them; the
        handler does not run again. Most attempts of one event: {mostAttempts}.
      </p>
    </section>
  )
}

function Drift({ deliveries }: SectionProps) {
  const router = useRouter()
  const drifting = deliveries.filter(({ hasDrift }) => hasDrift)
  return (
    <section class="card" aria-labelledby="drift-title">
      <h2 id="drift-title">Drift</h2>
      {drifting.length === 0 ? (
        <p class="muted">Every event is as the specification describes it.</p>
      ) : (
        <Bars
          rows={countTypes(drifting).map(([type, count]) => ({
            name: type,
            count,
            link: router.link({ view: 'deliveries', type, outcomes: [], search: '' }),
          }))}
          all={deliveries.length}
        />
      )}
      <p class="note">
        Events that depart from the specification, or are of no known type. They are delivered all the same.
      </p>
    </section>
  )
}

interface BarsProps {
  readonly rows: readonly { readonly name: string; readonly count: number; readonly link: string }[]
  readonly all: number
}

/** Counts as bars, the highest first. */
function Bars({ rows, all }: BarsProps) {
  const sorted = [...rows].sort((one, other) => other.count - one.count)
  const most = sorted[0]?.count ?? 1
  return (
    <ul class="bars">
      {sorted.slice(0, 30).map(({ name, count, link }) => (
        <li key={name}>
          <a class="bar-name" href={link}>
            <ShortText value={name} />
          </a>
          <span class="bar-track" aria-hidden="true">
            <span style={{ width: `${(count / most) * 100}%` }} />
          </span>
          <span class="bar-count" title={formatShare(count, all)}>
            {formatCount(count)}
          </span>
        </li>
      ))}
    </ul>
  )
}
