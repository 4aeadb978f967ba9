import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'

/** What one part of the bench found. */
export interface Section {
  readonly markdown: string
  /** SVG by file name. */
  readonly charts?: Readonly<Record<string, string>>
}

/** A Markdown table, the first column to the left and the others to the right. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map((_, column) => (column === 0 ? '---' : '--:')), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

export async function drawChart(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec), { renderer: 'none' })
  return `${await view.toSVG()}\n`
}
