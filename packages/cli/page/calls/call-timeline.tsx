import type { DeliverySummary } from '../../src/inspector/protocol.ts'
import { Icon } from '../parts/icon.tsx'
import { OutcomeBadge } from '../parts/outcome-badge.tsx'
import { ShortText } from '../parts/text.tsx'
import { useMasking, useRouter } from '../state/inspector.ts'
import { formatDate, formatDuration, formatTime } from '../text/formats.ts'
import { CALL_STEPS, type Call, type CallStep, findStep } from './call-steps.ts'
import { orderMoments } from './moments.ts'

const STEP_TITLES: Readonly<Record<CallStep, string>> = {
  initiated: 'Initiated',
  ringing: 'Ringing',
  answered: 'Answered',
  completed: 'Completed',
  recording: 'Recording',
  cost: 'Cost',
}

/** An event that came in later than this was a sample, or sent again by hand: the delay tells nothing. */
const LONGEST_DELAY_MS = 3_600_000

/** A call from its first event to its last, and what has not come. */
export function CallTimeline({ call }: { readonly call: Call }) {
  const router = useRouter()
  const missing = CALL_STEPS.filter((step) => !call.steps.has(step))
  const moments = orderMoments(call.deliveries)
  const startedAt = moments[0]?.at ?? 0
  return (
    <section class="split-detail" aria-label="Call">
      <div class="detail-header">
        <div class="detail-actions">
          <button type="button" class="button is-back" onClick={() => router.go({ id: undefined })}>
            <Icon name="back" />
            Back
          </button>
        </div>
        <h2 class="detail-title is-sid">
          <ShortText value={call.callSid} />
        </h2>
        <CallFacts call={call} />
      </div>
      <div class="timeline-panel">
        <ol class="timeline">
          {moments.map(({ delivery, at }) => (
            <TimelineEvent key={delivery.id} delivery={delivery} sinceStart={at - startedAt} />
          ))}
        </ol>
        {missing.length > 0 && (
          <p class="missing">
            <span class="muted">Not received:</span>{' '}
            {missing.map((step) => STEP_TITLES[step].toLowerCase()).join(', ')}
          </p>
        )}
      </div>
    </section>
  )
}

function CallFacts({ call }: { readonly call: Call }) {
  const masking = useMasking()
  const { from, to, status, durationSeconds, cost, mos } = call
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['From', from && masking.field('From', from)],
    ['To', to && masking.field('To', to)],
    ['Status', status],
    ['Duration', durationSeconds === undefined ? undefined : formatDuration(durationSeconds * 1_000)],
    ['Cost', cost],
    ['MOS', mos === undefined ? undefined : mos.toFixed(2)],
  ]
  return (
    <dl class="facts">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <ShortText value={value} />
              </dd>
            </div>
          ),
      )}
    </dl>
  )
}

interface TimelineEventProps {
  readonly delivery: DeliverySummary
  readonly sinceStart: number
}

function TimelineEvent({ delivery, sinceStart }: TimelineEventProps) {
  const router = useRouter()
  const masking = useMasking()
  const { id, type, outcome, receivedAt, occurredAt, recordingUrl, cost, code } = delivery
  const step = findStep(type)
  const delay = occurredAt === undefined ? 0 : Date.parse(receivedAt) - Date.parse(occurredAt)
  return (
    <li class={`event is-${outcome} ${step === undefined ? 'is-other' : ''}`}>
      <span class="event-offset">{sinceStart === 0 ? 'start' : `+${formatDuration(sinceStart)}`}</span>
      <div class="event-body">
        <p class="event-title">
          <a href={router.link({ view: 'deliveries', id, tab: 'checks' })}>
            {step === undefined ? <ShortText value={type} /> : STEP_TITLES[step]}
          </a>
          <OutcomeBadge outcome={outcome} />
        </p>
        <p class="muted">
          {step !== undefined && (
            <>
              <ShortText value={type} /> ·{' '}
            </>
          )}
          <span title={formatDate(receivedAt)}>received {formatTime(receivedAt)}</span>
          {delay > 1_000 && delay < LONGEST_DELAY_MS && `, ${formatDuration(delay)} after the event`}
          {code !== undefined && ` · ${code}`}
        </p>
        {recordingUrl !== undefined && (
          <p class="mono">
            <ShortText value={masking.field('RecordingUrl', recordingUrl)} />
          </p>
        )}
        {cost !== undefined && (
          <p>
            <ShortText value={cost} />
          </p>
        )}
      </div>
    </li>
  )
}
