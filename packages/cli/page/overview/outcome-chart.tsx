import { useMemo } from 'preact/hooks'
import uPlot from 'uplot'
import type { DeliverySummary, Outcome } from '../../src/inspector/protocol.ts'
import { OutcomeBadge } from '../parts/outcome-badge.tsx'
import { formatAmount, formatCount } from '../text/formats.ts'
import { Chart, createAxes, type Palette } from './chart.tsx'

const BAR_COUNT = 48

/** From the bottom to the top, with their colours. */
const STACK: readonly (readonly [Outcome, string])[] = [
  ['handled', 'ok'],
  ['duplicate', 'duplicate'],
  ['failed', 'warning'],
  ['refused', 'bad'],
]

/** Outcomes over time, as stacked bars. */
export function OutcomeChart({ deliveries }: { readonly deliveries: readonly DeliverySummary[] }) {
  const data = useMemo(() => stackOutcomes(deliveries), [deliveries])
  const counts = STACK.map(([outcome]) => ({
    outcome,
    count: deliveries.filter((delivery) => delivery.outcome === outcome).length,
  }))
  const label = `Outcomes over time: ${counts.map(({ outcome, count }) => `${formatCount(count)} ${outcome}`).join(', ')}`
  return (
    <section class="card is-wide" aria-labelledby="outcomes-title">
      <h2 id="outcomes-title">Outcomes over time</h2>
      <ul class="legend">
        {counts.map(({ outcome, count }) => (
          <li key={outcome}>
            <OutcomeBadge outcome={outcome} /> {formatCount(count)}{' '}
            <span class="muted">{formatShare(count, deliveries.length)}</span>
          </li>
        ))}
      </ul>
      <Chart label={label} data={data} createOptions={createOptions} />
      <p class="visually-hidden">{formatAmount(deliveries.length, 'delivery', 'deliveries')} in all</p>
    </section>
  )
}

export function formatShare(count: number, all: number): string {
  return all === 0 ? '' : `${((count / all) * 100).toFixed(1)} %`
}

/** Counts by interval; each series lies on those below it. The highest comes first, since uPlot draws in this order. */
function stackOutcomes(deliveries: readonly DeliverySummary[]): uPlot.AlignedData {
  const times = deliveries.map(({ receivedAt }) => Date.parse(receivedAt) / 1_000)
  const last = times[0] ?? 0
  const first = times.at(-1) ?? 0
  const width = Math.max(1, Math.ceil((last - first) / (BAR_COUNT - 1)))
  const start = Math.floor(last / width) * width - (BAR_COUNT - 1) * width
  const totals = STACK.map(() => new Array<number>(BAR_COUNT).fill(0))
  deliveries.forEach(({ outcome }, index) => {
    const bar = Math.max(0, Math.floor(((times[index] ?? 0) - start) / width))
    STACK.forEach(([name], layer) => {
      const series = totals[layer]
      const own = STACK.findIndex(([other]) => other === outcome)
      if (series !== undefined && own !== -1 && own <= layer && name) series[bar] = (series[bar] ?? 0) + 1
    })
  })
  const starts = Array.from({ length: BAR_COUNT }, (_bar, index) => start + index * width)
  return [starts, ...totals.reverse()]
}

function createOptions(palette: Palette): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    cursor: { show: false },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.08)] } },
    axes: createAxes(palette, (value) => (Number.isInteger(value) ? formatCount(value) : '')),
    series: [
      {},
      ...STACK.toReversed().map(([outcome, color]) => ({
        label: outcome,
        fill: palette(color),
        stroke: palette(color),
        width: 0,
        points: { show: false },
        ...(uPlot.paths.bars && { paths: uPlot.paths.bars({ size: [0.8, 24], align: 1 }) }),
      })),
    ],
  }
}
