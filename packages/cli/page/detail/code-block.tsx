import { CopyButton } from '../parts/copy-button.tsx'
import { LongText } from '../parts/text.tsx'

interface CodeBlockProps {
  readonly title: string
  readonly shown: string
  /** What the button copies; without it there is none. */
  readonly copied?: string
  readonly what: string
}

/** A text of several lines under its heading. */
export function CodeBlock({ title, shown, copied, what }: CodeBlockProps) {
  return (
    <div class="code-block">
      <div class="code-head">
        <h3>{title}</h3>
        {copied !== undefined && <CopyButton text={copied} what={what} />}
      </div>
      <pre tabIndex={0} role="region" aria-label={title}>
        <LongText value={shown} isMultiline />
      </pre>
    </div>
  )
}
