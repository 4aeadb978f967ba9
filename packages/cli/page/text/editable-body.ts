import { decodeBase64, decodeText, encodeBase64 } from './bytes.ts'

/** A body in the shape in which it is edited. */
export type EditableBody =
  | { readonly kind: 'form'; readonly fields: readonly EditableField[] }
  | { readonly kind: 'text'; readonly text: string }

export interface EditableField {
  readonly name: string
  readonly value: string
}

export function openBody(contentType: string, bodyBase64: string): EditableBody {
  const text = decodeText(decodeBase64(bodyBase64)) ?? ''
  if (/urlencoded/i.test(contentType))
    return { kind: 'form', fields: [...new URLSearchParams(text)].map(([name, value]) => ({ name, value })) }
  return { kind: 'text', text: indentJson(text) }
}

export function closeBody(body: EditableBody): string {
  const text =
    body.kind === 'text'
      ? body.text
      : new URLSearchParams(body.fields.map(({ name, value }) => [name, value])).toString()
  return encodeBase64(new TextEncoder().encode(text))
}

function indentJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
