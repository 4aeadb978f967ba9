import { ShortText, Text } from '../parts/text.tsx'
import { useMasking } from '../state/inspector.ts'
import { formatAmount } from '../text/formats.ts'
import { type ComparedPair, splitDifference } from './compare-pairs.ts'

interface ComparedTableProps {
  readonly title: string
  readonly pairs: readonly ComparedPair[]
  readonly showsAll: boolean
}

/** Names with the values of both sides; where they differ, the part that differs is marked. */
export function ComparedTable({ title, pairs, showsAll }: ComparedTableProps) {
  const differing = pairs.filter((pair) => !pair.isEqual)
  const shown = showsAll ? pairs : differing
  return (
    <section class="compared" aria-label={title}>
      <h2>
        {title}{' '}
        <span class="muted">
          {differing.length === 0 ? 'all equal' : `${formatAmount(differing.length, 'difference')}`}
        </span>
      </h2>
      {shown.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((pair, index) => (
              <tr key={index} class={pair.isEqual ? 'is-equal' : 'is-different'}>
                <th scope="row">
                  <ShortText value={pair.name} />
                </th>
                <ComparedCell side="A" name={pair.name} value={pair.one} against={pair.other} />
                <ComparedCell side="B" name={pair.name} value={pair.other} against={pair.one} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

interface ComparedCellProps {
  readonly side: string
  readonly name: string
  readonly value: string | undefined
  readonly against: string | undefined
}

function ComparedCell({ side, name, value, against }: ComparedCellProps) {
  const masking = useMasking()
  if (value === undefined)
    return (
      <td data-side={side}>
        <span class="muted">missing</span>
      </td>
    )
  const shown = masking.field(name, value)
  if (shown !== value || against === undefined || value === against)
    return (
      <td data-side={side}>
        {value === '' ? <span class="muted">empty</span> : <ClippedText value={shown} />}
      </td>
    )
  const [start, middle, end] = splitDifference(value, against)
  return (
    <td data-side={side}>
      <ClippedText value={start} />
      {middle !== '' && (
        <mark>
          <ClippedText value={middle} />
        </mark>
      )}
      <ClippedText value={end} />
    </td>
  )
}

const CLIPPED_CHARACTERS = 1_000

function ClippedText({ value }: { readonly value: string }) {
  return <Text value={value.length > CLIPPED_CHARACTERS ? `${value.slice(0, CLIPPED_CHARACTERS)}…` : value} />
}
