import type { DeliveryDetail } from '../../src/inspector/protocol.ts'
import { Tabs } from '../parts/tabs.tsx'
import { useDeliveryDetail } from '../state/delivery-details.ts'
import { useRouter } from '../state/inspector.ts'
import type { Tab } from '../state/route.ts'
import { AnswersTab } from './answers-tab.tsx'
import { ChecksTab } from './checks-tab.tsx'
import { DetailHeader } from './detail-header.tsx'
import { FieldsTab } from './fields-tab.tsx'
import { RawTab } from './raw-tab.tsx'
import { RecordTab } from './record-tab.tsx'
import { ReproduceTab } from './reproduce-tab.tsx'
import { SendTab } from './send-tab.tsx'

const TAB_LABELS: readonly (readonly [Tab, string])[] = [
  ['checks', 'Checks'],
  ['fields', 'Fields'],
  ['record', 'Record'],
  ['raw', 'Raw'],
  ['answers', 'Answers'],
  ['reproduce', 'Reproduce'],
  ['send', 'Edit and send'],
]

/** One delivery, beside the list or in its place. */
export function DetailPane({ id }: { readonly id: string }) {
  const router = useRouter()
  const { detail, summary, problem } = useDeliveryDetail(id)
  return (
    <section class="split-detail" aria-label="Delivery">
      <DetailHeader id={id} summary={summary} />
      {problem !== undefined && (
        <p class="notice is-warning" role="alert">
          {summary === undefined ? problem : `${problem} What was shown before is kept.`}
        </p>
      )}
      {detail && (
        <Tabs
          label="Parts of the delivery"
          tabs={TAB_LABELS}
          chosen={router.route.tab}
          onChoose={(tab) => router.go({ tab }, { isReplaced: true })}
        >
          <TabContent tab={router.route.tab} detail={detail} />
        </Tabs>
      )}
      {!detail && problem === undefined && <p class="loading">Loading…</p>}
    </section>
  )
}

function TabContent({ tab, detail }: { readonly tab: Tab; readonly detail: DeliveryDetail }) {
  if (tab === 'fields') return <FieldsTab detail={detail} />
  if (tab === 'record') return <RecordTab detail={detail} />
  if (tab === 'raw') return <RawTab detail={detail} />
  if (tab === 'answers') return <AnswersTab detail={detail} />
  if (tab === 'reproduce') return <ReproduceTab detail={detail} />
  if (tab === 'send') return <SendTab detail={detail} />
  return <ChecksTab detail={detail} />
}
