import { maskField, maskText } from '../../src/masking.ts'

/** Masks a body for display: form pairs and JSON properties by their name, anything else by what looks like a number. */
export function maskBody(text: string): string {
  const json = parseObject(text)
  if (json !== undefined) return JSON.stringify(maskJson(json), null, 2)
  if (!text.includes('=')) return maskText(text)
  return text
    .split('&')
    .map((pair) => {
      const [name = '', ...rest] = pair.split('=')
      const value = decodePart(rest.join('='))
      const masked = maskField(decodePart(name), value)
      return masked === value ? pair : `${name}=${masked}`
    })
    .join('&')
}

/** Masks every value of parsed JSON whose name or content tells who called. */
export function maskJson(value: unknown, name = ''): unknown {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value)
    const masked = maskField(name, text)
    return masked === text ? value : masked
  }
  if (Array.isArray(value)) return value.map((item) => maskJson(item, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskJson(item, key)]))
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    return part
  }
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const FORM_PAIR = /([\w.[\]%-]+)=([^&\s"'\\]+)/g
const PROPERTY = /(["']?)([\w-]+)\1(\s*:\s*)(["'])((?:\\.|(?!\4).)*)\4/g

/** Masks form pairs and properties wherever they stand in a command line or a piece of code. */
export function maskSource(source: string): string {
  const named = source
    .replace(FORM_PAIR, (pair, name: string, value: string) => {
      const decoded = decodePart(value)
      const masked = maskField(decodePart(name), decoded)
      return masked === decoded ? pair : `${name}=${masked}`
    })
    .replace(
      PROPERTY,
      (_property, quote: string, name: string, colon: string, valueQuote: string, value: string) =>
        `${quote}${name}${quote}${colon}${valueQuote}${maskField(name, value)}${valueQuote}`,
    )
  return maskText(named)
}
