import type { TopLevelSpec } from 'vega-lite'

/** A place on the line that is named by `series`. */
export interface Point {
  readonly series: string
  readonly x: number
  readonly y: number
}

/** A line for every series, over an axis on which every step doubles, or multiplies, and only measured values have a tick. */
export function createLineChart(points: readonly Point[], xTitle: string, yTitle: string): TopLevelSpec {
  const series = [...new Set(points.map((point) => point.series))]
  return {
    width: 480,
    height: 300,
    background: 'white',
    data: { values: [...points] },
    mark: { type: 'line', point: true },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        title: xTitle,
        scale: { type: 'log', base: 2, nice: false },
        axis: { values: [...new Set(points.map(({ x }) => x))], format: '~s' },
      },
      y: { field: 'y', type: 'quantitative', title: yTitle, scale: { zero: true } },
      color: {
        field: 'series',
        type: 'nominal',
        sort: series,
        legend: series.length > 1 ? { title: null, orient: 'top', columns: 2, labelLimit: 0 } : null,
      },
    },
  }
}
