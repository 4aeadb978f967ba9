/** A decoded form. Where a name came more than once, `fields` holds its first value. */
export interface Form {
  /** Name to value, both decoded. It has no prototype, so that `__proto__` is a name like any other. */
  readonly fields: Readonly<Record<string, string>>
  /** The names that came more than once. */
  readonly repeated: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Decodes `application/x-www-form-urlencoded` bytes as the URL Standard does (https://url.spec.whatwg.org/#urlencoded-parsing):
 * `+` is a space, a bare key has the empty value, a broken percent sequence stands for itself, and what is not UTF-8
 * becomes U+FFFD. It never throws: an authentic form with an odd byte is still a call.
 */
export function decodeForm(body: Uint8Array): Form {
  const text = decoder.decode(body)
  const fields: Record<string, string> = Object.create(null)
  let repeated: Set<string> | undefined
  for (let start = 0; start < text.length; ) {
    const ampersand = text.indexOf('&', start)
    const end = ampersand === -1 ? text.length : ampersand
    if (end > start) {
      const equals = text.indexOf('=', start)
      const isBare = equals === -1 || equals > end
      const name = decodeComponent(text.slice(start, isBare ? end : equals))
      if (name in fields) {
        repeated ??= new Set()
        repeated.add(name)
      } else {
        fields[name] = isBare ? '' : decodeComponent(text.slice(equals + 1, end))
      }
    }
    start = end + 1
  }
  return { fields: Object.freeze(fields), repeated: repeated ?? NONE }
}

function decodeComponent(encoded: string): string {
  const text = encoded.includes('+') ? encoded.replaceAll('+', ' ') : encoded
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    // decodeURIComponent refuses what the URL Standard repairs; the platform's own decoder repairs it.
    return new URLSearchParams(`=${encoded}`).get('') ?? ''
  }
}
