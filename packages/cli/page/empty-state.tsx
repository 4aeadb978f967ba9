import { CopyLine } from './parts/copy-button.tsx'
import { useDeliveryList } from './state/inspector.ts'

/** What to do next while there is no delivery. */
export function EmptyState() {
  const { about } = useDeliveryList()
  if (about === undefined)
    return (
      <p class="empty" role="status">
        Connecting to the receiver…
      </p>
    )
  const development = about.publicKeys.find((key) => key.of === 'development')
  return (
    <section class="empty" aria-labelledby="empty-title">
      <h2 id="empty-title">Waiting for the first delivery</h2>
      <p>Every request that reaches the receiver is shown here, whether its signature holds or not.</p>
      <ol class="steps">
        <li>
          <h3>Send a signed event from this machine</h3>
          <CopyLine text={`npx telnyx-call send ${about.receiverUrl}`} what="send command" />
        </li>
        <li>
          <h3>Or point Telnyx here, through a tunnel to the receiver</h3>
          <CopyLine text={about.receiverUrl} what="receiver address" />
          <p class="note">
            For real traffic, start <code>listen</code> with <code>--public-key</code>, the key of your
            account.
          </p>
        </li>
        {development && (
          <li>
            <h3>To let your own application accept what is sent from here, set its key</h3>
            <CopyLine text={`TELNYX_PUBLIC_KEY=${development.publicKey}`} what="development key" />
            <p class="note">This development key is for your machine only. Never set it in production.</p>
          </li>
        )}
      </ol>
    </section>
  )
}
