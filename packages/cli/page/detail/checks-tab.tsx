import type { Check, DeliveryDetail } from '../../src/inspector/protocol.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import { OutcomeBadge } from '../parts/outcome-badge.tsx'
import { LongText } from '../parts/text.tsx'
import { useDeliveryList, useMasking, useRouter } from '../state/inspector.ts'
import { formatDuration, formatTime } from '../text/formats.ts'

const RESULT_ICONS: Readonly<Record<Check['result'], IconName>> = {
  passed: 'check',
  failed: 'cross',
  warning: 'warning',
  'not-reached': 'dash',
}

const RESULT_LABELS: Readonly<Record<Check['result'], string>> = {
  passed: 'Passed',
  failed: 'Failed',
  warning: 'Warning',
  'not-reached': 'Not reached',
}

/** The guard's walk, in its order, with what was found and how to fix it. */
export function ChecksTab({ detail }: { readonly detail: DeliveryDetail }) {
  return (
    <>
      <ol class="checks">
        {detail.checks.map((check) => (
          <CheckItem key={check.name} check={check} />
        ))}
      </ol>
      {detail.diagnosis && <DiagnosisSection diagnosis={detail.diagnosis} />}
      <Attempts detail={detail} />
    </>
  )
}

function CheckItem({ check }: { readonly check: Check }) {
  const masking = useMasking()
  const { title, result, reason, fix } = check
  return (
    <li class={`check is-${result}`}>
      <span class="check-mark">
        <Icon name={RESULT_ICONS[result]} />
      </span>
      <div>
        <p class="check-title">
          {title} <span class="check-result">{RESULT_LABELS[result]}</span>
        </p>
        {reason !== undefined && (
          <p class="check-reason">
            <LongText value={masking.text(reason)} />
          </p>
        )}
        {fix !== undefined && (
          <p class="check-fix">
            <strong>Fix:</strong> <LongText value={masking.text(fix)} />
          </p>
        )}
      </div>
    </li>
  )
}

function DiagnosisSection({ diagnosis }: { readonly diagnosis: NonNullable<DeliveryDetail['diagnosis']> }) {
  const masking = useMasking()
  return (
    <section class="diagnosis" aria-labelledby="diagnosis-title">
      <h3 id="diagnosis-title">
        Diagnosis <span class={`tag is-${diagnosis.certainty}`}>{diagnosis.certainty}</span>
      </h3>
      <p>
        <LongText value={masking.text(diagnosis.explanation)} />
      </p>
      {diagnosis.fixes.length > 0 && (
        <dl class="fixes">
          {diagnosis.fixes.map(({ host, fix }, index) => (
            <div key={index}>
              <dt>Fix for {host}</dt>
              <dd>
                <LongText value={masking.text(fix)} isMultiline />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

/** The attempts of one event, and the time between them. */
function Attempts({ detail }: { readonly detail: DeliveryDetail }) {
  const list = useDeliveryList()
  const router = useRouter()
  const { deliveryId, id } = detail.summary
  if (deliveryId === undefined) return null
  const attempts = list.all.filter((delivery) => delivery.deliveryId === deliveryId).toReversed()
  if (attempts.length < 2) return null
  return (
    <section aria-labelledby="attempts-title">
      <h3 id="attempts-title">{attempts.length} attempts of this event</h3>
      <ol class="attempts">
        {attempts.map((attempt, index) => {
          const previous = attempts[index - 1]
          const gap = previous && Date.parse(attempt.receivedAt) - Date.parse(previous.receivedAt)
          return (
            <li key={attempt.id}>
              <a href={router.link({ id: attempt.id })} aria-current={attempt.id === id ? 'true' : undefined}>
                {formatTime(attempt.receivedAt)}
              </a>
              <OutcomeBadge outcome={attempt.outcome} />
              <span>{attempt.status ?? 'no answer'}</span>
              <span class="muted">{gap !== undefined && `+${formatDuration(gap)}`}</span>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
