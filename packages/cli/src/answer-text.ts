import { parseJson } from './kept-file.ts'
import { maskText } from './masking.ts'

/** The parts of a guard's refusal (RFC 9457) that explain it. */
export interface Problem {
  readonly code: string
  readonly title?: string
  readonly detail?: string
  /** How to fix it. */
  readonly help?: string
}

/** Longest body that is printed, in characters. */
const LONGEST_BODY = 2000

/** @returns undefined unless the body is a problem with a code */
export function readProblem(body: Uint8Array): Problem | undefined {
  // 0x7b is the brace that begins an object.
  if (body[0] !== 0x7b) return undefined
  const problem = parseJson(Buffer.from(body).toString()) as Readonly<Record<string, unknown>> | undefined
  if (typeof problem?.code !== 'string') return undefined
  const texts = ['title', 'detail', 'help'].flatMap((name) => {
    const value = problem[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  return { code: problem.code, ...Object.fromEntries(texts) }
}

/** Formats the body of an answer for a terminal, as indented lines: a problem as its explanation, anything else as text. */
export function formatBody(body: Uint8Array, { reveal = false }: { readonly reveal?: boolean }): string[] {
  const problem = readProblem(body)
  const text = Buffer.from(body).toString().trim()
  const shown =
    text.length > LONGEST_BODY ? `${text.slice(0, LONGEST_BODY)}… (${body.byteLength} bytes)` : text
  const lines =
    problem === undefined
      ? shown.split(/\r?\n/)
      : [
          `${problem.code}: ${problem.detail ?? problem.title ?? ''}`,
          ...(problem.help === undefined ? [] : [`Fix: ${problem.help}`]),
        ]
  return lines.filter((line) => line !== '').map((line) => `  ${formatText(line, { reveal })}`)
}

/** Masks personal data unless it is to be revealed, and escapes what a terminal would obey. */
export function formatText(text: string, { reveal = false }: { readonly reveal?: boolean }): string {
  return escapeControls(reveal ? text : maskText(text))
}

function escapeControls(text: string): string {
  // Bidirectional controls can make a terminal show text in another order than it has.
  return text.replace(
    /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
