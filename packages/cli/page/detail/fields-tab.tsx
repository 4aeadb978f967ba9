import type { DeliveryDetail } from '../../src/inspector/protocol.ts'
import { Icon } from '../parts/icon.tsx'
import { LongText, ShortText } from '../parts/text.tsx'
import { useMasking } from '../state/inspector.ts'
import { formatAmount } from '../text/formats.ts'

/** Every decoded field beside what the specification says of it. */
export function FieldsTab({ detail }: { readonly detail: DeliveryDetail }) {
  const masking = useMasking()
  const problems = detail.fields.filter((field) => field.problem !== undefined).length
  if (detail.fields.length === 0)
    return <p class="muted">The body holds no fields that can be read. See Raw.</p>
  return (
    <>
      {!detail.summary.isVerified && (
        <p class="notice is-warning">
          <Icon name="warning" /> The signature does not hold: anybody may have written these values.
        </p>
      )}
      <p class="muted">
        {formatAmount(detail.fields.length, 'field')}
        {problems > 0 && `, ${problems} not as specified`}
      </p>
      <dl class="fields">
        {detail.fields.map(({ name, value, meaning, problem }, index) => (
          <div class="field" key={index}>
            <dt>
              <ShortText value={name} />
            </dt>
            <dd>
              <p class="field-value">
                {value === '' ? (
                  <span class="muted">empty</span>
                ) : (
                  <LongText value={masking.field(name, value)} />
                )}
              </p>
              {meaning !== undefined && <p class="field-meaning">{meaning}</p>}
              {problem !== undefined && (
                <p class="field-problem">
                  <Icon name="warning" /> <LongText value={masking.text(problem)} />
                </p>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
