import { useMemo } from 'preact/hooks'
import { GridCell } from '../parts/grid-cell.tsx'
import { ShortText } from '../parts/text.tsx'
import { VirtualGrid } from '../parts/virtual-grid.tsx'
import { type Masking, useDeliveryList, useMasking, useRouter } from '../state/inspector.ts'
import { formatAmount, formatDate, formatDuration, formatTime } from '../text/formats.ts'
import { CALL_STEPS, type Call, readCall } from './call-steps.ts'
import { CallTimeline } from './call-timeline.tsx'

const HEADINGS = ['Last event', 'Call', 'From', 'To', 'Steps', 'Duration', 'Cost'] as const

/** Deliveries grouped by call. */
export function CallsView() {
  const list = useDeliveryList()
  const router = useRouter()
  const masking = useMasking()
  const { id } = router.route
  const calls = useMemo(
    () => [...list.groupByCall()].map(([callSid, deliveries]) => readCall(callSid, deliveries)),
    [list.revision],
  )
  if (calls.length === 0) return <p class="empty">No delivery so far names a call.</p>
  const open = calls.find(({ callSid }) => callSid === id)
  return (
    <div class={`split ${open === undefined ? '' : 'has-detail'}`}>
      <section class="split-list" aria-label="List of calls">
        <p class="list-note">{formatAmount(calls.length, 'call')}, the latest first</p>
        <VirtualGrid
          label="Calls"
          kind="calls"
          items={calls}
          headings={HEADINGS}
          getId={(call) => call.callSid}
          openId={id}
          onOpen={(call) => router.go({ id: call.callSid })}
          renderRow={(call) => ({
            isOpen: call.callSid === id,
            cells: <CallCells call={call} masking={masking} />,
          })}
        />
      </section>
      {open && <CallTimeline key={open.callSid} call={open} />}
    </div>
  )
}

function CallCells({ call, masking }: { readonly call: Call; readonly masking: Masking }) {
  const { callSid, lastAt, from, to, durationSeconds, cost } = call
  return (
    <>
      <GridCell name="last-event" title={formatDate(lastAt)}>
        {formatTime(lastAt)}
      </GridCell>
      <GridCell name="call">
        <ShortText value={callSid} />
      </GridCell>
      <GridCell name="from">
        {from !== undefined && <ShortText value={masking.field('From', from)} />}
      </GridCell>
      <GridCell name="to">{to !== undefined && <ShortText value={masking.field('To', to)} />}</GridCell>
      <GridCell name="steps">
        <Steps call={call} />
      </GridCell>
      <GridCell name="duration">
        {durationSeconds !== undefined && formatDuration(durationSeconds * 1_000)}
      </GridCell>
      <GridCell name="cost">{cost !== undefined && <ShortText value={cost} />}</GridCell>
    </>
  )
}

/** One bar for each step; filled if it was received. */
function Steps({ call }: { readonly call: Call }) {
  const received = CALL_STEPS.filter((step) => call.steps.has(step))
  return (
    <>
      <span class="step-bars" aria-hidden="true" title={received.join(', ')}>
        {CALL_STEPS.map((step) => (
          <span key={step} class={call.steps.has(step) ? 'is-received' : ''} />
        ))}
      </span>
      <span class="visually-hidden">{received.join(', ') || 'none'}</span>
    </>
  )
}
