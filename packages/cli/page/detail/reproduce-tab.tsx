import type { DeliveryDetail } from '../../src/inspector/protocol.ts'
import { useMasking } from '../state/inspector.ts'
import { maskSource } from '../text/masked-body.ts'
import { CodeBlock } from './code-block.tsx'

/** Ways to send the same request again, elsewhere. */
export function ReproduceTab({ detail }: { readonly detail: DeliveryDetail }) {
  const { isRevealed } = useMasking()
  const show = (text: string) => (isRevealed ? text : maskSource(text))
  return (
    <>
      {!isRevealed && <p class="muted">Shown masked. What you copy is exact, personal data included.</p>}
      <CodeBlock
        title="On a command line"
        shown={show(detail.curl)}
        copied={detail.curl}
        what="curl command"
      />
      <p class="muted">The signature is the original one, which a receiver accepts for 300 seconds.</p>
      <CodeBlock
        title="In a test"
        shown={show(detail.testSnippet)}
        copied={detail.testSnippet}
        what="test snippet"
      />
    </>
  )
}
