import type { DeliverySummary } from '../../src/inspector/protocol.ts'
import { Icon } from '../parts/icon.tsx'
import { OutcomeBadge } from '../parts/outcome-badge.tsx'
import { ShortText } from '../parts/text.tsx'
import { useInspector, useMasking, useRouter } from '../state/inspector.ts'
import { useObservable } from '../state/observable.ts'
import { formatBytes, formatDate, formatDuration, formatTime } from '../text/formats.ts'

interface DetailHeaderProps {
  readonly id: string
  readonly summary: DeliverySummary | undefined
}

export function DetailHeader({ id, summary }: DetailHeaderProps) {
  const router = useRouter()
  const { marks } = useInspector()
  const isMarked = useObservable(marks).ids.includes(id)
  return (
    <div class="detail-header">
      <div class="detail-actions">
        <button
          type="button"
          class="button is-back"
          title="Back to the list (Escape)"
          onClick={() => router.go({ id: undefined, tab: 'checks' })}
        >
          <Icon name="back" />
          Back
        </button>
        <span class="spacer" />
        <button type="button" class="button" aria-pressed={isMarked} onClick={() => marks.toggle(id)}>
          <Icon name="compare" />
          Compare
        </button>
        <a class="button" href={`./deliveries/${encodeURIComponent(id)}.har`} download>
          <Icon name="download" />
          HAR
        </a>
      </div>
      {summary && <Title summary={summary} />}
    </div>
  )
}

function Title({ summary }: { readonly summary: DeliverySummary }) {
  const router = useRouter()
  const masking = useMasking()
  const { type, outcome, code, status, answerMs, receivedAt, callSid, from, to, attempt, source } = summary
  const facts = [
    `${formatDate(receivedAt)} ${formatTime(receivedAt)}`,
    status !== undefined && `answered ${status}`,
    answerMs !== undefined && `in ${formatDuration(answerMs)}`,
    formatBytes(summary.bodyBytes),
    attempt > 1 && `attempt ${attempt}`,
    source === 'recorded' && 'from a recording',
  ].filter((fact) => fact !== false)
  return (
    <>
      <h2 class="detail-title">
        <ShortText value={type} />
      </h2>
      <p class="detail-facts">
        <OutcomeBadge outcome={outcome} />
        {code !== undefined && (
          <code>
            <ShortText value={code} />
          </code>
        )}
        <span>{facts.join(' · ')}</span>
      </p>
      {(from ?? to) !== undefined && (
        <p class="detail-facts">
          <ShortText value={masking.field('From', from ?? '—')} /> <span class="visually-hidden">to</span>
          <span aria-hidden="true">→</span> <ShortText value={masking.field('To', to ?? '—')} />
        </p>
      )}
      {callSid !== undefined && (
        <p class="detail-facts">
          <a
            class="mono"
            href={router.link({ view: 'calls', id: callSid, tab: 'checks' })}
            title="Show the whole call"
          >
            <ShortText value={callSid} />
          </a>
        </p>
      )}
    </>
  )
}
