import { useMemo } from 'preact/hooks'
import { DetailPane } from '../detail/detail-pane.tsx'
import { VirtualGrid } from '../parts/virtual-grid.tsx'
import { useDeliveryList, useInspector, useMasking, useRouter } from '../state/inspector.ts'
import { useObservable } from '../state/observable.ts'
import { DeliveryCells, HEADINGS } from './delivery-cells.tsx'
import { FilterBar } from './filter-bar.tsx'
import { filterDeliveries } from './filter-deliveries.ts'

/** How long Telnyx waits for an answer, until the server has said so. */
export const RESPONSE_TIMEOUT_MS = 2_000

export function DeliveriesView() {
  const list = useDeliveryList()
  const router = useRouter()
  const marks = useObservable(useInspector().marks)
  const masking = useMasking()
  const { outcomes, type, search, id } = router.route
  const items = useMemo(
    () => filterDeliveries(list.all, { outcomes, type, search }),
    [list.revision, outcomes, type, search],
  )
  const responseTimeoutMs = list.about?.responseTimeoutMs ?? RESPONSE_TIMEOUT_MS
  return (
    <div class={`split ${id === undefined ? '' : 'has-detail'}`}>
      <section class="split-list" aria-label="List of deliveries">
        <FilterBar shown={items.length} />
        <VirtualGrid
          label="Deliveries"
          kind="deliveries"
          items={items}
          headings={HEADINGS}
          getId={(delivery) => delivery.id}
          openId={id}
          onOpen={(delivery) => router.go({ id: delivery.id })}
          onMark={(delivery) => marks.toggle(delivery.id)}
          renderRow={(delivery) => {
            const isMarked = marks.ids.includes(delivery.id)
            return {
              isOpen: delivery.id === id,
              isMarked,
              cells: <DeliveryCells {...{ delivery, isMarked, masking, responseTimeoutMs }} />,
            }
          }}
        />
        {items.length === 0 && <NothingFound />}
      </section>
      {id !== undefined && <DetailPane key={id} id={id} />}
    </div>
  )
}

function NothingFound() {
  const router = useRouter()
  return (
    <div class="nothing">
      <p>No delivery matches these filters.</p>
      <button type="button" class="button" onClick={() => router.go({ outcomes: [], type: '', search: '' })}>
        Clear filters
      </button>
    </div>
  )
}
