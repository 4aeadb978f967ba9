/**
 * Characters that cannot be seen, or that change how their neighbours are shown: controls, direction marks and overrides, zero-width
 * characters, line separators, and halves of surrogate pairs. Tabs and line feeds are left alone where the text is shown on several lines.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be found
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** A piece of text: as it is, or the escape of a character that could not be seen. */
export interface TextPart {
  readonly text: string
  readonly isEscape: boolean
}

/** Splits text so that each invisible character becomes an escape such as `\u202e`. */
export function splitVisibleText(value: string, { isMultiline = false } = {}): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const { 0: character, index } of value.matchAll(INVISIBLE)) {
    if (isMultiline && (character === '\n' || character === '\t')) continue
    if (index > end) parts.push({ text: value.slice(end, index), isEscape: false })
    parts.push({ text: escapeCharacter(character), isEscape: true })
    end = index + character.length
  }
  if (end < value.length) parts.push({ text: value.slice(end), isEscape: false })
  return parts
}

/** The same as one string, for labels and attributes. */
export function toVisibleText(value: string): string {
  return value.replace(INVISIBLE, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
