import type { DeliveryDetail } from '../../src/inspector/protocol.ts'
import { useMasking } from '../state/inspector.ts'
import { maskJson } from '../text/masked-body.ts'
import { CodeBlock } from './code-block.tsx'

/** What a handler is given: the typed event, and the record of an ended call. */
export function RecordTab({ detail }: { readonly detail: DeliveryDetail }) {
  const { isRevealed } = useMasking()
  const { record, event } = detail
  const show = (value: unknown) => JSON.stringify(isRevealed ? value : maskJson(value), null, 2)
  if (event === undefined && record === undefined)
    return <p class="muted">A handler is given nothing of this request: no event can be read from it.</p>
  return (
    <>
      {record !== undefined && (
        <CodeBlock
          title="toCallRecord(request.telnyxCall)"
          shown={show(record)}
          copied={JSON.stringify(record, null, 2)}
          what="call record"
        />
      )}
      {event !== undefined && (
        <CodeBlock
          title="request.telnyxEvent"
          shown={show(event)}
          copied={JSON.stringify(event, null, 2)}
          what="event"
        />
      )}
    </>
  )
}
