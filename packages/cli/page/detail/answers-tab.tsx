import type { DeliveryDetail, RecordedAnswer } from '../../src/inspector/protocol.ts'
import { LongText, ShortText } from '../parts/text.tsx'
import { useMasking } from '../state/inspector.ts'
import { decodeBase64, decodeText } from '../text/bytes.ts'
import { formatDuration } from '../text/formats.ts'
import { CodeBlock } from './code-block.tsx'
import { HeaderTable } from './header-table.tsx'

/** What Telnyx was answered, and what each application answered that it was forwarded to. */
export function AnswersTab({ detail }: { readonly detail: DeliveryDetail }) {
  const { answer, forwards } = detail
  return (
    <>
      {answer === undefined ? (
        <p class="notice">No answer was sent, or it is not kept.</p>
      ) : (
        <Answer title="Answer to the sender" answer={answer} />
      )}
      {forwards.map((forward, index) => (
        <Answer key={index} title={`Forwarded to ${forward.url}`} answer={forward} />
      ))}
    </>
  )
}

function Answer({ title, answer }: { readonly title: string; readonly answer: RecordedAnswer }) {
  const masking = useMasking()
  const bytes = decodeBase64(answer.bodyBase64)
  return (
    <section class="answer">
      <h3>
        <ShortText value={masking.text(title)} />
      </h3>
      <p class="detail-facts">
        <strong>{answer.status ?? 'No answer'}</strong>
        {answer.error !== undefined && <LongText value={answer.error} />}
        <span class="muted">{formatDuration(answer.durationMs)}</span>
      </p>
      <HeaderTable caption={`Headers: ${title}`} headers={answer.headers} />
      {bytes.length > 0 && (
        <CodeBlock
          title="Body"
          shown={masking.text(decodeText(bytes) ?? `${bytes.length} bytes that are not text`)}
          what="body"
        />
      )}
    </section>
  )
}
