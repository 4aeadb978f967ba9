import { type BodyVariant, decodeUtf8, toVariant } from './body-variant.ts'

const BYTE_ORDER_MARK = '\u{FEFF}'

/** Takes back what editors, shells and templates do at the ends of a text and of its lines. */
export function* repairEdges(body: Uint8Array): Generator<BodyVariant> {
  yield* repairAdditions(body)
  const text = decodeUtf8(body)
  if (text === undefined) return
  yield toVariant(`${text}\n`, 'trailing_newline_removed')
  yield toVariant(`${text}\r\n`, 'trailing_newline_removed')
  if (/(?<!\r)\n/.test(text)) {
    const crlf = text.replaceAll(/\r?\n/g, '\r\n')
    yield toVariant(crlf, 'line_breaks_changed')
    yield toVariant(text.replaceAll(/(?<!\r)\n/g, '\r'), 'line_breaks_changed')
  }
  if (!text.startsWith(BYTE_ORDER_MARK)) yield toVariant(BYTE_ORDER_MARK + text, 'byte_order_mark_removed')
}

/** Only removes. These are worth combining with other repairs, since they hold only where there is something to remove. */
export function* repairAdditions(body: Uint8Array): Generator<BodyVariant> {
  const text = decodeUtf8(body)
  if (text === undefined) return
  if (text.endsWith('\n')) {
    yield toVariant(text.slice(0, -1), 'trailing_newline_added')
    yield toVariant(text.slice(0, findTextEnd(text)), 'trailing_newline_added')
  }
  if (text.startsWith(BYTE_ORDER_MARK)) yield toVariant(text.slice(1), 'byte_order_mark_added')
  if (text.includes('\r\n')) yield toVariant(text.replaceAll('\r\n', '\n'), 'line_breaks_changed')
  if (text.trim() !== text) yield toVariant(text.trim(), 'surrounding_whitespace_added')
}

/** Where the line breaks at the end begin. A regular expression would take quadratic time. */
function findTextEnd(text: string): number {
  let end = text.length
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--
  return end
}
