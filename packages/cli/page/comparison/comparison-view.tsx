import { useState } from 'preact/hooks'
import type { DeliveryDetail } from '../../src/inspector/protocol.ts'
import { Icon } from '../parts/icon.tsx'
import { OutcomeBadge } from '../parts/outcome-badge.tsx'
import { ShortText } from '../parts/text.tsx'
import { type LoadedDetail, useDeliveryDetail } from '../state/delivery-details.ts'
import { useRouter } from '../state/inspector.ts'
import { formatTime } from '../text/formats.ts'
import { comparePairs } from './compare-pairs.ts'
import { ComparedTable } from './compared-table.tsx'

/** The difference of two deliveries. */
export function ComparisonView() {
  const router = useRouter()
  const [showsAll, setShowsAll] = useState(false)
  const { id = '', otherId = '' } = router.route
  const one = useDeliveryDetail(id)
  const other = useDeliveryDetail(otherId)
  const problem = one.problem ?? other.problem
  return (
    <div class="comparison">
      <div class="comparison-head">
        <button
          type="button"
          class="button"
          onClick={() => router.go({ view: 'deliveries', id: undefined, otherId: undefined })}
        >
          <Icon name="back" />
          Back
        </button>
        <label class="checkbox">
          <input
            type="checkbox"
            checked={showsAll}
            onChange={(event) => setShowsAll(event.currentTarget.checked)}
          />
          Show what is equal, too
        </label>
      </div>
      <div class="compared-titles">
        <ComparedTitle side="A" id={id} loaded={one} />
        <ComparedTitle side="B" id={otherId} loaded={other} />
      </div>
      {problem !== undefined && <p class="notice is-warning">{problem}</p>}
      {one.detail && other.detail && (
        <>
          <ComparedTable
            title="Request and outcome"
            pairs={comparePairs(listFacts(one.detail), listFacts(other.detail))}
            showsAll={showsAll}
          />
          <ComparedTable
            title="Fields"
            pairs={comparePairs(listFields(one.detail), listFields(other.detail))}
            showsAll={showsAll}
          />
          <ComparedTable
            title="Headers"
            pairs={comparePairs(one.detail.headers, other.detail.headers)}
            showsAll={showsAll}
          />
        </>
      )}
    </div>
  )
}

interface ComparedTitleProps {
  readonly side: string
  readonly id: string
  readonly loaded: LoadedDetail
}

function ComparedTitle({ side, id, loaded: { summary } }: ComparedTitleProps) {
  const router = useRouter()
  return (
    <h2 class="compared-title">
      <span class="side">{side}</span>
      {summary ? (
        <a href={router.link({ view: 'deliveries', id, otherId: undefined })}>
          <ShortText value={summary.type} /> <span class="muted">{formatTime(summary.receivedAt)}</span>
        </a>
      ) : (
        'No longer held'
      )}
      {summary && <OutcomeBadge outcome={summary.outcome} />}
    </h2>
  )
}

type Pair = readonly [name: string, value: string]

function listFields({ fields }: DeliveryDetail): Pair[] {
  return fields.map(({ name, value }) => [name, value])
}

function listFacts({ summary, method, path, checks }: DeliveryDetail): Pair[] {
  const { outcome, code, status, attempt } = summary
  return [
    ['Method', method],
    ['Path', path],
    ['Outcome', outcome],
    ['Code', code ?? 'none'],
    ['Status', String(status ?? 'none')],
    ['Attempt', String(attempt)],
    ...checks.map(({ title, result }): Pair => [title, result]),
  ]
}
