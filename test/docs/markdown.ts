import { readFile } from 'node:fs/promises'

/** A fenced block of code. Its info string is a language and attributes: ```` ```js quick-start=koa file=server.js ````. */
export interface CodeBlock {
  readonly language: string
  /** An attribute without a value is `''`. */
  readonly attributes: Readonly<Record<string, string>>
  readonly code: string
}

/** A table under the heading that it follows. */
export interface Table {
  readonly heading: string
  readonly rows: readonly (readonly string[])[]
}

/** One document, and what the tests look at in it. */
export class MarkdownFile {
  readonly path: string
  readonly text: string
  readonly blocks: readonly CodeBlock[]
  /** The text without its code. */
  readonly prose: string

  constructor(path: string, text: string) {
    this.path = path
    this.text = text
    this.blocks = [...text.matchAll(/^ *```(\S+)([^\n]*)\n(.*?)^ *```$/gms)].map(
      ([, language = '', info = '', code = '']) => ({ language, attributes: readAttributes(info), code }),
    )
    this.prose = text.replaceAll(/^ *```.*?^ *```$/gms, '').replaceAll(/<!--.*?-->/gs, '')
  }

  static async read(path: string): Promise<MarkdownFile> {
    return new MarkdownFile(path, await readFile(path, 'utf8'))
  }

  /** The anchors that GitHub gives the headings. */
  get anchors(): readonly string[] {
    const anchors: string[] = []
    for (const heading of this.#headings()) {
      const slug = toSlug(heading)
      const earlier = anchors.filter((anchor) => anchor.replace(/-\d+$/, '') === slug).length
      anchors.push(earlier === 0 ? slug : `${slug}-${earlier}`)
    }
    return anchors
  }

  /** Where the links point to. */
  get links(): readonly string[] {
    const prose = this.prose.replaceAll(/`[^`\n]*`/g, 'code')
    return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target)
  }

  get tables(): readonly Table[] {
    const tables: Table[] = []
    let heading = ''
    for (const section of this.prose.split(/^(?=#{1,6} )/m)) {
      heading = /^#+ (.*)/.exec(section)?.[1] ?? heading
      for (const [table] of section.matchAll(/(?:^\|.*\|$\n?)+/gm)) {
        const [, , ...lines] = table.trim().split('\n')
        tables.push({ heading, rows: lines.map(splitRow) })
      }
    }
    return tables
  }

  /** The rows of the first table under a heading. */
  findRows(heading: string): readonly (readonly string[])[] {
    const table = this.tables.find((table) => table.heading === heading)
    if (table === undefined) throw new Error(`${this.path} has no table under "${heading}".`)
    return table.rows
  }

  #headings(): readonly string[] {
    return [...this.prose.matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => heading)
  }
}

/** The names in backticks. */
export function readNames(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}

function toSlug(heading: string): string {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
  return text
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}_ -]/gu, '')
    .replaceAll(' ', '-')
}

function splitRow(line: string): readonly string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
}

function readAttributes(info: string): Readonly<Record<string, string>> {
  const pairs = info.trim().split(/\s+/).filter(Boolean)
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', value = ''] = pair.split('=')
      return [name, value]
    }),
  )
}
