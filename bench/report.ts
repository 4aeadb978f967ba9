import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'

/** What one run of the bench found: printed as it comes, and kept as a Markdown file with its plots beside it. */
export class Report {
  readonly #folder: string
  #markdown = ''

  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
  }

  /** Adds paragraphs. */
  text(markdown: string): void {
    const paragraphs = `${markdown.trim()}\n\n`
    this.#markdown += paragraphs
    process.stdout.write(paragraphs)
  }

  /** Adds a table, the first column to the left and the others to the right. */
  table(header: readonly string[], rows: readonly (readonly string[])[]): void {
    const lines = [header, header.map((_, column) => (column === 0 ? '---' : '--:')), ...rows]
    this.text(lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'))
  }

  /** Draws a plot and shows it at this place. */
  async plot(name: string, alt: string, spec: TopLevelSpec): Promise<void> {
    const view = new View(parse(compile(spec).spec), { renderer: 'none' })
    writeFileSync(join(this.#folder, `${name}.svg`), `${await view.toSVG()}\n`)
    this.text(`![${alt}](${name}.svg)`)
  }

  save(): void {
    writeFileSync(join(this.#folder, 'README.md'), `${this.#markdown.trim()}\n`)
  }
}
