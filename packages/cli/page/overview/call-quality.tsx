import type { DeliverySummary } from '../../src/inspector/protocol.ts'
import { findPercentile, formatAmount, formatCount } from '../text/formats.ts'

/** Bands of the mean opinion score, from the E-model's user satisfaction (ITU-T G.107, annex B), best first. */
const BANDS = [
  { from: 4.34, name: 'Excellent', meaning: 'very satisfied', color: 'ok' },
  { from: 4.03, name: 'Good', meaning: 'satisfied', color: 'ok' },
  { from: 3.6, name: 'Fair', meaning: 'some are dissatisfied', color: 'warning' },
  { from: 3.1, name: 'Poor', meaning: 'many are dissatisfied', color: 'warning' },
  { from: 1, name: 'Bad', meaning: 'nearly all are dissatisfied', color: 'bad' },
] as const

/** Mean opinion scores of ended calls, with what the thresholds mean. */
export function CallQuality({ deliveries }: { readonly deliveries: readonly DeliverySummary[] }) {
  const scores = deliveries
    .filter(({ mos, isVerified, outcome }) => mos !== undefined && isVerified && outcome !== 'duplicate')
    .map(({ mos = 0 }) => mos)
    .sort((one, other) => one - other)
  const most = Math.max(1, ...countBands(scores))
  return (
    <section class="card is-wide" aria-labelledby="quality-title">
      <h2 id="quality-title">Call quality</h2>
      {scores.length === 0 ? (
        <p class="muted">No ended call has told its quality so far.</p>
      ) : (
        <p class="figure">
          {findPercentile(scores, 0.5)?.toFixed(2)}{' '}
          <span class="muted">
            median of {formatAmount(scores.length, 'call')}, lowest {scores[0]?.toFixed(2)}
          </span>
        </p>
      )}
      <ul class="bars is-bands">
        {BANDS.map(({ from, name, meaning, color }, index) => (
          <li key={name}>
            <span class="bar-name">
              {name}{' '}
              <span class="muted">
                {formatRange(index)}, {meaning}
              </span>
            </span>
            <span class={`bar-track is-${color}`} aria-hidden="true">
              <span style={{ width: `${((countBands(scores)[index] ?? 0) / most) * 100}%` }} />
            </span>
            <span class="bar-count" data-from={from}>
              {formatCount(countBands(scores)[index] ?? 0)}
            </span>
          </li>
        ))}
      </ul>
      <p class="note">
        The mean opinion score (MOS) estimates from packet loss and jitter how people would rate the sound,
        from 1 to 5. A call over the telephone network reaches about 4.4 at best. The bands are those of the
        E-model, ITU-T G.107.
      </p>
    </section>
  )
}

function formatRange(index: number): string {
  const band = BANDS[index]
  const above = BANDS[index - 1]
  if (band === undefined) return ''
  if (above === undefined) return `${band.from} and above`
  return band.from === 1 ? `below ${above.from}` : `${band.from} to ${above.from}`
}

function countBands(scores: readonly number[]): number[] {
  return BANDS.map(
    ({ from }, index) =>
      scores.filter((score) => score >= from && score < (BANDS[index - 1]?.from ?? Number.POSITIVE_INFINITY))
        .length,
  )
}
