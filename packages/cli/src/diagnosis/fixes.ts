import type { Fixes, FixHost } from './diagnosis.ts'

/** What kind of mistake a fix is for: many causes share one. */
export type FixKind =
  | 'bytes'
  | 'sender'
  | 'headers'
  | 'key'
  | 'key-format'
  | 'clock'
  | 'method'
  | 'content-type'
  | 'mix-up'
  | 'signed-message'
  | 'unknown'

/** For causes whose cure is the same in every framework. */
function everywhere(text: string): Fixes {
  return { express: text, koa: text, fastify: text, fetch: text }
}

/** The header as each framework gives it, for code that verifies by hand. */
const headerLines: Fixes = {
  express: "request.get('telnyx-signature-ed25519'), request.get('telnyx-timestamp')",
  koa: "ctx.get('telnyx-signature-ed25519'), ctx.get('telnyx-timestamp')",
  fastify: "request.headers['telnyx-signature-ed25519'], request.headers['telnyx-timestamp']",
  fetch: "request.headers.get('telnyx-signature-ed25519'), request.headers.get('telnyx-timestamp')",
}

function mapFixes(fixes: Fixes, map: (text: string) => string): Fixes {
  return {
    express: map(fixes.express),
    koa: map(fixes.koa),
    fastify: map(fixes.fastify),
    fetch: map(fixes.fetch),
  }
}

const keyLine = 'telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY })'

/** What to do about each kind of mistake. First with the packages of this project, then by hand. */
export const FIXES: Readonly<Record<FixKind, Fixes>> = {
  bytes: {
    express: [
      'Mount the guard above express.urlencoded() and express.json():',
      "app.all('/webhooks/telnyx', telnyxCall({ publicKey }), handler)",
      'By hand, verify request.body as the Buffer that this gives, above any other parser:',
      "app.post('/webhooks/telnyx', express.raw({ type: '*/*' }), handler)",
    ].join('\n'),
    koa: [
      'Mount the guard above bodyParser():',
      "router.all('/webhooks/telnyx', telnyxCall({ publicKey }), handler)",
      'By hand, read the bytes before any parser does:',
      'const chunks = []; for await (const chunk of ctx.req) chunks.push(chunk)',
      'const body = Buffer.concat(chunks)',
    ].join('\n'),
    fastify: [
      'Define the route with the plugin, which reads the bytes itself:',
      "await app.register(telnyxCall, { publicKey }); app.telnyxCall('/webhooks/telnyx', handler)",
      'By hand, have the bytes as request.body, in a scope without other parsers:',
      "app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, body, done) => done(null, body))",
    ].join('\n'),
    fetch: [
      'Pass the original request, which nothing has read:',
      'const receive = telnyxCall({ publicKey }, handler); return receive(request)',
      'By hand, read the bytes before text(), json() or formData():',
      'const body = new Uint8Array(await request.arrayBuffer())',
    ].join('\n'),
  },
  sender: everywhere(
    'Whatever stands between Telnyx and the application (tunnel, gateway, proxy, a script that sends a saved body) must pass the body on byte by byte. To save a body, write the bytes; to send it with curl, use --data-binary @file.',
  ),
  headers: mapFixes(
    headerLines,
    (lines) =>
      `The guard reads both headers itself: telnyxCall({ publicKey }). Proxies must pass them on unchanged.\nBy hand, read them by these names and decode the signature with Buffer.from(signature, 'base64'):\n${lines}`,
  ),
  key: everywhere(
    `Set TELNYX_PUBLIC_KEY to the public key of the account that sends, from the Telnyx portal under Keys & Credentials, Public Key. For events that telnyx-call sends, set it to the output of telnyx-call keys --print.\n${keyLine}`,
  ),
  'key-format': everywhere(
    `Set TELNYX_PUBLIC_KEY to the 44 characters that the Telnyx portal shows under Keys & Credentials, Public Key, without quotes or line breaks.\n${keyLine}\nBy hand: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key, 'base64').toString('base64url') }, format: 'jwk' })`,
  ),
  clock: everywhere(
    'If it was received live, synchronize the clock of the server (timedatectl set-ntp true). If it was sent again later, use telnyx-call replay, which signs it anew, or receiver.redeliver, which knows no time window.',
  ),
  method: everywhere(
    'Set the method of the callback to POST: statusCallbackMethod="POST" in TeXML, or the method beside the URL in the portal. Signatures cover the body, not the query.',
  ),
  'content-type': {
    express:
      "telnyxCall({ publicKey, events: 'all' }) takes forms and JSON. Let proxies pass Content-Type on unchanged.",
    koa: "telnyxCall({ publicKey, events: 'all' }) takes forms and JSON. Let proxies pass Content-Type on unchanged.",
    fastify:
      "await app.register(telnyxCall, { publicKey, events: 'all' }) takes forms and JSON. Let proxies pass Content-Type on unchanged.",
    fetch:
      "telnyxCall({ publicKey, events: 'all' }, handler) takes forms and JSON. Let proxies pass Content-Type on unchanged.",
  },
  'mix-up': mapFixes(
    headerLines,
    (lines) =>
      `Keep body and headers of a request together: take both from the same request object, not from module variables or separate logs.\n${lines}`,
  ),
  'signed-message': everywhere(
    "Telnyx signs timestamp, '|' and the raw body. Sign test requests the same way: signedRequest({ keys }) of @telnyx-call/testing does.\nBy hand: sign(null, Buffer.concat([Buffer.from(timestamp + '|'), body]), privateKey)",
  ),
  unknown: everywhere(
    'Compare TELNYX_PUBLIC_KEY with the key in the portal of the account that sends. Then record the exact bytes with telnyx-call listen --public-key, behind the same tunnel, and verify that recording.',
  ),
}

const HOST_TITLES: readonly (readonly [host: FixHost, title: string])[] = [
  ['express', 'Express'],
  ['koa', 'Koa'],
  ['fastify', 'Fastify'],
  ['fetch', 'Fetch'],
]

/** Lists the fix for each framework, or one for all if they are the same. */
export function listFixes(fixes: Fixes): readonly { readonly host: string; readonly fix: string }[] {
  const isSame = new Set(Object.values(fixes)).size === 1
  if (isSame) return [{ host: 'every framework', fix: fixes.express }]
  return HOST_TITLES.map(([host, title]) => ({ host: title, fix: fixes[host] }))
}
