import type { DeliveryDetail } from '../../src/inspector/protocol.ts'
import { Icon } from '../parts/icon.tsx'
import { Text } from '../parts/text.tsx'
import { useInspector, useMasking } from '../state/inspector.ts'
import { decodeBase64, decodeText, formatHexDump } from '../text/bytes.ts'
import { formatBytes } from '../text/formats.ts'
import { maskBody } from '../text/masked-body.ts'
import { CodeBlock } from './code-block.tsx'
import { HeaderTable } from './header-table.tsx'

/** Bytes that the hex dump shows at most. */
const DUMPED_BYTES = 4_096

/** The request as it was on the wire. */
export function RawTab({ detail }: { readonly detail: DeliveryDetail }) {
  const masking = useMasking()
  const bytes = decodeBase64(detail.bodyBase64)
  const text = decodeText(bytes)
  return (
    <>
      <p class="request-line mono">
        <strong>{detail.method}</strong> <Text value={masking.text(detail.path)} />
      </p>
      <h3>Headers</h3>
      <HeaderTable caption="Headers" headers={detail.headers} />
      {text === undefined ? (
        <p class="notice">The body is not UTF-8 text.</p>
      ) : (
        <CodeBlock
          title={`Body as text, ${formatBytes(bytes.length)}`}
          shown={masking.isRevealed ? text : maskBody(text)}
          copied={text}
          what="body"
        />
      )}
      {masking.isRevealed ? <HexDump bytes={bytes} /> : <HexHidden />}
    </>
  )
}

function HexDump({ bytes }: { readonly bytes: Uint8Array }) {
  const title =
    bytes.length > DUMPED_BYTES ? `Bytes, the first ${formatBytes(DUMPED_BYTES)}` : 'Bytes, hexadecimal'
  return (
    <div class="code-block">
      <div class="code-head">
        <h3>{title}</h3>
      </div>
      <pre class="hex" tabIndex={0} role="region" aria-label={title}>
        {formatHexDump(bytes, DUMPED_BYTES)}
      </pre>
    </div>
  )
}

function HexHidden() {
  const { preferences } = useInspector()
  return (
    <div class="notice">
      <p>The exact bytes hold personal data, so they are hidden while masking is on.</p>
      <button type="button" class="button" onClick={() => preferences.setRevealed(true)}>
        <Icon name="eye" />
        Reveal
      </button>
    </div>
  )
}
