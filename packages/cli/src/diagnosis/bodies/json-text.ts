/** The whitespace of JSON. */
export interface JsonLayout {
  readonly indent: string
  readonly colon: string
  readonly comma: string
}

/**
 * What is escaped in strings besides what has to be: nothing (JavaScript), everything that is not ASCII (Python, with lower-case digits; some
 * others write upper case), `/` (PHP, which escapes the former too), or `<`, `>`, `&` and two line separators (Go).
 */
export type JsonEscapes = 'none' | 'ascii' | 'ascii-upper' | 'slash' | 'slash-ascii' | 'html'

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** Writes valid JSON anew. Order, repeated keys and the digits of numbers stay as they are. */
export function writeJson(text: string, { indent, colon, comma }: JsonLayout, escapes: JsonEscapes): string {
  const tokens = text.match(TOKEN) ?? []
  let depth = 0
  const breakLine = () => (indent === '' ? '' : `\n${indent.repeat(depth)}`)
  return tokens
    .map((token, index) => {
      if (token === ':') return colon
      if (token === ',') return comma + breakLine()
      if (token === '{' || token === '[') {
        const isEmpty = tokens[index + 1] === '}' || tokens[index + 1] === ']'
        depth++
        return isEmpty ? token : token + breakLine()
      }
      if (token === '}' || token === ']') {
        depth--
        const isEmpty = tokens[index - 1] === '{' || tokens[index - 1] === '['
        return isEmpty ? token : breakLine() + token
      }
      return token.startsWith('"') ? writeString(JSON.parse(token), escapes) : token
    })
    .join('')
}

function writeString(value: string, escapes: JsonEscapes): string {
  const text = JSON.stringify(value)
  switch (escapes) {
    case 'none':
      return text
    case 'slash':
      return text.replaceAll('/', '\\/')
    case 'html':
      return escapeCharacters(text, /[<>&\u2028\u2029]/g)
    case 'slash-ascii':
      return escapeCharacters(text.replaceAll('/', '\\/'), /[\u007F-\uFFFF]/g)
    case 'ascii':
      return escapeCharacters(text, /[\u007F-\uFFFF]/g)
    case 'ascii-upper':
      return escapeCharacters(text, /[\u007F-\uFFFF]/g).replaceAll(/(?<=\\u)[0-9a-f]{4}/g, (hex) =>
        hex.toUpperCase(),
      )
  }
}

function escapeCharacters(text: string, characters: RegExp): string {
  return text.replaceAll(
    characters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
