import { LongText, ShortText } from '../parts/text.tsx'
import { useMasking } from '../state/inspector.ts'

interface HeaderTableProps {
  readonly caption: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** Headers as they came: order, case and repeats. */
export function HeaderTable({ caption, headers }: HeaderTableProps) {
  const masking = useMasking()
  return (
    <dl class="headers" aria-label={caption}>
      {headers.map(([name, value], index) => (
        <div key={index}>
          <dt>
            <ShortText value={name} />
          </dt>
          <dd>
            <LongText value={masking.field(name, value)} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
