import { readFileSync } from 'node:fs'

export type Language = 'js' | 'ts'

/** One thing that a reader does: types lines into a shell, or saves a file. */
export type Step = { readonly lines: readonly string[] } | { readonly file: string; readonly text: string }

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** A block that says which quick start it is of, or that it is of all. */
const markedBlock = /^```(\w+) quick-start=(\S+)([^\n]*)\n(.*?)^```$/gms

/** @returns the names of all quick starts in the README. */
export function listQuickStarts(): string[] {
  const names = [...readme.matchAll(markedBlock)].map(([, , name = '']) => name)
  return [...new Set(names)].filter((name) => name !== 'all')
}

/** @returns what a reader of one quick start does, in the README's order. */
export function readQuickStart(name: string, language: Language): Step[] {
  return [...readme.matchAll(markedBlock)].flatMap(([, kind, of, attributes = '', text = '']): Step[] => {
    const { file, language: only } = readAttributes(attributes)
    if (of !== 'all' && of !== name) return []
    if (only !== undefined && only !== language) return []
    if (kind === 'sh') return [{ lines: text.trimEnd().split('\n') }]
    if (file === undefined) throw new Error(`A block of ${of} has no file to be saved in: ${text}`)
    // The README: "Name the files server.ts and send-call.ts".
    return [{ file: language === 'ts' ? file.replace(/\.js$/, '.ts') : file, text }]
  })
}

/** @returns a block's attributes, such as `file=server.js`. */
function readAttributes(text: string): { readonly file?: string; readonly language?: string } {
  return Object.fromEntries([...text.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]))
}
