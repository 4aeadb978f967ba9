import type { DeliverySummary } from '../../src/inspector/protocol.ts'
import { GridCell } from '../parts/grid-cell.tsx'
import { Icon } from '../parts/icon.tsx'
import { OutcomeBadge } from '../parts/outcome-badge.tsx'
import { ShortText } from '../parts/text.tsx'
import type { Masking } from '../state/inspector.ts'
import { formatDate, formatDuration, formatTime } from '../text/formats.ts'

export const HEADINGS = [
  'Mark',
  'Time',
  'Outcome',
  'Code',
  'Type',
  'CallSid',
  'From',
  'To',
  'Answer',
] as const

interface DeliveryCellsProps {
  readonly delivery: DeliverySummary
  readonly isMarked: boolean
  readonly masking: Masking
  readonly responseTimeoutMs: number
}

/** The cells of a row of the list. The style sheet hides some, or puts them on two lines, where it is narrow. */
export function DeliveryCells({ delivery, isMarked, masking, responseTimeoutMs }: DeliveryCellsProps) {
  const { receivedAt, outcome, code, type, callSid, from, to, answerMs, attempt, hasDrift } = delivery
  const isLate = answerMs !== undefined && answerMs > responseTimeoutMs
  return (
    <>
      <GridCell name="mark" title="Mark for comparison (Space)">
        <span class="mark" aria-hidden="true">
          {isMarked && <Icon name="check" />}
        </span>
        <span class="visually-hidden">{isMarked ? 'Marked' : 'Not marked'}</span>
      </GridCell>
      <GridCell name="time" title={formatDate(receivedAt)}>
        {formatTime(receivedAt)}
      </GridCell>
      <GridCell name="outcome">
        <OutcomeBadge outcome={outcome} />
      </GridCell>
      <GridCell name="code" state={code !== undefined || outcome === 'failed' ? 'is-telling' : ''}>
        {code !== undefined ? <ShortText value={code} /> : delivery.status}
      </GridCell>
      <GridCell name="type">
        <ShortText value={type} />
        {attempt > 1 && <span class="tag">attempt {attempt}</span>}
        {hasDrift && <span class="tag is-warning">drift</span>}
      </GridCell>
      <GridCell name="callsid">{callSid !== undefined && <ShortText value={callSid} />}</GridCell>
      <GridCell name="from">
        {from !== undefined && <ShortText value={masking.field('From', from)} />}
      </GridCell>
      <GridCell name="to">{to !== undefined && <ShortText value={masking.field('To', to)} />}</GridCell>
      <GridCell name="answer" state={isLate ? 'is-late' : ''}>
        {isLate && <Icon name="warning" />}
        {answerMs !== undefined && formatDuration(answerMs)}
      </GridCell>
    </>
  )
}
