import t from 'tap'
import { diagnose } from '../../src/diagnosis/diagnose.ts'
import { Random } from './random.ts'
import { keys, signEvidence } from './samples.ts'

const SIZE = 65_536
const fill = (text: string) => text.repeat(Math.ceil(SIZE / text.length)).slice(0, SIZE)
const nest = (open: string, close: string, depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`

/** What a stranger may send to find out how long a diagnosis takes. */
const bodies: Readonly<Record<string, string | Uint8Array>> = {
  spaces: fill(' '),
  pluses: fill('a=+'),
  'line breaks': `${fill('\n')}x\n`,
  'CR and LF': fill('\r\n'),
  ampersands: fill('&'),
  'many fields': fill('a=1&b=2&'),
  'many names': Array.from({ length: 8000 }, (_, index) => `f${index}=`).join('&'),
  'equals signs': fill('='),
  escapes: fill('%C3%A9'),
  'broken escapes': fill('%'),
  base64: `${fill('A')}!`,
  'nested lists': nest('[', ']', 30_000),
  'nested objects': nest('{"a":', '}', 10_000),
  'a list': `[${fill('1,')}1]`,
  'many strings': JSON.stringify(Array.from({ length: 10_000 }, () => 'é/')),
  'many keys': JSON.stringify(
    Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, ''])),
  ),
  quotes: fill('"'),
  backslashes: `"${fill('\\')}`,
  zeros: new Uint8Array(SIZE),
  'no UTF-8': new Uint8Array(SIZE).fill(0xff),
  gzip: Uint8Array.from([0x1f, 0x8b, 8, ...new Uint8Array(1000)]),
}

for (const [name, body] of Object.entries(bodies)) {
  t.test(`64 KB of ${name} are diagnosed soon, and without an error`, async (t) => {
    const evidence = signEvidence('form', 'From=1', new Random(1))
    const { verifies, certainty, candidates, durationMs } = diagnose({ ...evidence, body: Buffer.from(body) })
    t.notOk(verifies)
    t.not(certainty, 'proven')
    t.comment(`${candidates} candidates in ${durationMs.toFixed(0)} ms`)
    t.ok(durationMs < 1000, `${durationMs.toFixed(0)} ms`)
  })
}

t.test('hostile headers and keys', async (t) => {
  const evidence = signEvidence('form', 'From=1', new Random(1))
  for (const text of [
    fill(' '),
    fill('"'),
    fill('%'),
    fill(', '),
    fill('A'),
    fill('KEY'),
    fill('-----BEGIN A-----'),
    '\0',
  ]) {
    const headers = [
      ['telnyx-timestamp', text],
      ['telnyx-signature-ed25519', text],
      ['x', text],
    ] as const
    const asHeaders = diagnose({ ...evidence, headers })
    t.notOk(asHeaders.verifies)
    t.ok(asHeaders.durationMs < 1000)
    const asKey = diagnose({
      ...evidence,
      publicKeys: [text],
      otherPublicKeys: [{ name: 'x', publicKey: text }],
    })
    t.notOk(asKey.verifies)
    t.ok(asKey.durationMs < 1000)
  }
  t.ok(diagnose({ ...evidence, publicKeys: [keys.publicKey] }).verifies)
})
