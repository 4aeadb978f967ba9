import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { useInspector } from '../state/inspector.ts'
import { useObservable } from '../state/observable.ts'
import { formatTime } from '../text/formats.ts'

const CHART_HEIGHT = 190

/** Colours of the style sheet, resolved for a canvas. */
export type Palette = (name: string) => string

interface ChartProps {
  /** What the chart shows, in words: it is an image to a screen reader. */
  readonly label: string
  readonly data: uPlot.AlignedData
  readonly createOptions: (palette: Palette) => Omit<uPlot.Options, 'width' | 'height'>
}

/** A chart of uPlot that follows its container's width and the theme. */
export function Chart({ label, data, createOptions }: ChartProps) {
  const element = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | undefined>(undefined)
  const { theme } = useObservable(useInspector().preferences)
  useEffect(() => {
    const container = element.current
    if (container === null) return
    const draw = () => {
      plot.current?.destroy()
      const size = { width: container.clientWidth, height: CHART_HEIGHT }
      plot.current = new uPlot(
        { ...createOptions(createPalette(container)), ...size, legend: { show: false } },
        data,
        container,
      )
    }
    draw()
    const observer = new ResizeObserver(() =>
      plot.current?.setSize({ width: container.clientWidth, height: CHART_HEIGHT }),
    )
    observer.observe(container)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', draw)
    return () => {
      observer.disconnect()
      scheme.removeEventListener('change', draw)
      plot.current?.destroy()
    }
  }, [theme, createOptions])
  useEffect(() => plot.current?.setData(data), [data])
  return <div ref={element} class="chart" role="img" aria-label={label} />
}

function createPalette(container: HTMLElement): Palette {
  const probe = document.createElement('span')
  container.append(probe)
  const resolve = (name: string) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const names = ['ok', 'duplicate', 'warning', 'bad', 'muted', 'line', 'accent']
  const colors = new Map(names.map((name) => [name, resolve(name)]))
  probe.remove()
  return (name) => colors.get(name) ?? 'gray'
}

/** Seconds between two times of an axis: whole ones, since they are written as a clock shows them. */
const CLOCK_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400]

/** Axes in the page's own type and colours. */
export function createAxes(palette: Palette, formatValue: (value: number) => string): uPlot.Axis[] {
  const common = {
    stroke: palette('muted'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: palette('line'), width: 1 },
    ticks: { show: false },
  }
  return [
    {
      ...common,
      grid: { show: false },
      size: 28,
      incrs: CLOCK_STEPS,
      space: 90,
      values: (_plot, times) => times.map(formatClock),
    },
    { ...common, size: 56, values: (_plot, values) => values.map(formatValue) },
  ]
}

function formatClock(seconds: number): string {
  return formatTime(new Date(seconds * 1_000).toISOString()).slice(0, 8)
}
