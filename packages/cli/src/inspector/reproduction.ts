import { dropConnectionHeaders } from '../raw-request.ts'
import { findHeader, type HeldDelivery } from './held-delivery.ts'
import { isText } from './text-bytes.ts'

/** A command that sends the same bytes with the same headers; the signature is the original one. */
export function writeCurl({ request }: HeldDelivery, receiverUrl: string): string {
  const { method, path, headers, body } = request
  const sent = dropConnectionHeaders(headers).filter(
    ([name]) => !/^(host|content-length|expect)$/i.test(name),
  )
  const bytes = Buffer.from(body)
  const lines = [
    `curl -i -X ${quote(method)} ${quote(new URL(receiverUrl).origin + path)}`,
    // curl leaves out a header that ends with a colon; a semicolon sends it empty.
    ...sent.map(([name, value]) => `-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`),
  ]
  if (body.byteLength === 0) return lines.join(' \\\n  ')
  if (isText(bytes)) return [...lines, `--data-raw ${quote(bytes.toString('utf8'))}`].join(' \\\n  ')
  const command = [...lines, '--data-binary @-'].join(' \\\n  ')
  return `printf %s ${quote(bytes.toString('base64'))} | base64 -d | ${command}`
}

/** A test that sends the same body, signed with a key pair of its own. */
export function writeTestSnippet({ request, summary }: HeldDelivery): string {
  const { headers, body } = request
  const bytes = Buffer.from(body)
  const contentType = findHeader(headers, 'content-type')
  const content = isText(bytes)
    ? JSON.stringify(bytes.toString('utf8'))
    : `Buffer.from(${JSON.stringify(bytes.toString('base64'))}, 'base64')`
  return `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestKeys, signedRequest } from '@telnyx-call/testing'

const keys = createTestKeys()
// Start the application with keys.publicKey as its public key.

test(${JSON.stringify(`handles ${summary.type}`)}, async () => {
  const request = signedRequest({
    keys,
    body: ${content},
    headers: { 'content-type': ${contentType === undefined ? 'undefined' : JSON.stringify(contentType)} },
  })
  const response = await fetch('http://127.0.0.1:3000/webhooks/telnyx', request)
  assert.equal(response.status, 200)
})
`
}

/** Quotes for a POSIX shell; control characters in a way that a terminal shows. */
function quote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (!/[\u0000-\u001f\u007f]/.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`
  const escaped = text.replace(/['\\]/g, '\\$&').replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
    /[\u0000-\u001f\u007f]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  return `$'${escaped}'`
}
