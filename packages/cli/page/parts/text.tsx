import { useState } from 'preact/hooks'
import { formatCount } from '../text/formats.ts'
import { splitVisibleText } from '../text/visible-text.ts'

/** Values longer than this are shown in part first: a browser needs long to lay out 64 KB in one line. */
const SHOWN_CHARACTERS = 2_000

/** A value from outside, as text: isolated, with what is invisible made visible. */
export function Text({
  value,
  isMultiline = false,
}: {
  readonly value: string
  readonly isMultiline?: boolean
}) {
  return (
    <bdi>
      {splitVisibleText(value, { isMultiline }).map(({ text, isEscape }, index) =>
        isEscape ? (
          <span key={index} class="escape">
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </bdi>
  )
}

/** The start of a value, for a cell of a list. */
export function ShortText({ value }: { readonly value: string }) {
  return <Text value={value.length > 120 ? `${value.slice(0, 120)}…` : value} />
}

/** A value of any length, with a button that shows the rest. */
export function LongText({
  value,
  isMultiline = false,
}: {
  readonly value: string
  readonly isMultiline?: boolean
}) {
  const [isWhole, setWhole] = useState(false)
  if (isWhole || value.length <= SHOWN_CHARACTERS) return <Text value={value} isMultiline={isMultiline} />
  return (
    <>
      <Text value={value.slice(0, SHOWN_CHARACTERS)} isMultiline={isMultiline} />…{' '}
      <button type="button" class="link" onClick={() => setWhole(true)}>
        Show all {formatCount(value.length)} characters
      </button>
    </>
  )
}
