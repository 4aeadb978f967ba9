import { useCallback, useMemo } from 'preact/hooks'
import type uPlot from 'uplot'
import type { DeliverySummary } from '../../src/inspector/protocol.ts'
import { findPercentile, formatAmount, formatDuration } from '../text/formats.ts'
import { Chart, createAxes, type Palette } from './chart.tsx'

interface AnswerChartProps {
  readonly deliveries: readonly DeliverySummary[]
  readonly responseTimeoutMs: number
}

/** Answer times, against how long Telnyx waits. */
export function AnswerChart({ deliveries, responseTimeoutMs }: AnswerChartProps) {
  const answered = useMemo(
    () => deliveries.filter(({ answerMs }) => answerMs !== undefined).toReversed(),
    [deliveries],
  )
  const data = useMemo((): uPlot.AlignedData => {
    const times = answered.map(({ receivedAt }) => Date.parse(receivedAt) / 1_000)
    return [times, answered.map(({ answerMs }) => answerMs), times.map(() => responseTimeoutMs)]
  }, [answered, responseTimeoutMs])
  const sorted = answered.map(({ answerMs = 0 }) => answerMs).sort((one, other) => one - other)
  const late = sorted.filter((answerMs) => answerMs > responseTimeoutMs).length
  const createOptions = useCallback(
    (palette: Palette) => createAnswerOptions(palette, responseTimeoutMs),
    [responseTimeoutMs],
  )
  const figures = [
    ['Median', findPercentile(sorted, 0.5)],
    ['95 %', findPercentile(sorted, 0.95)],
    ['99 %', findPercentile(sorted, 0.99)],
    ['Slowest', sorted.at(-1)],
  ] as const
  return (
    <section class="card is-wide" aria-labelledby="answer-title">
      <h2 id="answer-title">Answer time</h2>
      <dl class="facts">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value === undefined ? '—' : formatDuration(value)}</dd>
          </div>
        ))}
        <div>
          <dt>Over {formatDuration(responseTimeoutMs)}</dt>
          <dd class={late > 0 ? 'is-bad' : ''}>{late}</dd>
        </div>
      </dl>
      <Chart
        label={`Answer times of ${formatAmount(sorted.length, 'delivery', 'deliveries')}; ${late} over ${formatDuration(responseTimeoutMs)}`}
        data={data}
        createOptions={createOptions}
      />
      <p class="note">
        Telnyx waits {formatDuration(responseTimeoutMs)} (the dashed line), then takes the delivery as failed
        and sends it again.
      </p>
    </section>
  )
}

function createAnswerOptions(
  palette: Palette,
  responseTimeoutMs: number,
): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    cursor: { show: false },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(responseTimeoutMs * 1.1, max * 1.05)] } },
    axes: createAxes(palette, (value) => formatDuration(value)),
    series: [
      {},
      {
        stroke: palette('accent'),
        points: { show: true, size: 4, fill: palette('accent'), width: 0 },
        paths: () => null,
      },
      { stroke: palette('bad'), width: 1.5, dash: [6, 4], points: { show: false } },
    ],
  }
}
