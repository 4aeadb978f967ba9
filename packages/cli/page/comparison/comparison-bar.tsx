import { Icon } from '../parts/icon.tsx'
import { useInspector, useRouter } from '../state/inspector.ts'
import { useObservable } from '../state/observable.ts'

/** Shown while deliveries are marked: what to do next. */
export function ComparisonBar() {
  const { marks } = useInspector()
  const { ids } = useObservable(marks)
  const router = useRouter()
  const [id, otherId] = ids
  if (id === undefined || router.route.view === 'compare') return null
  return (
    <aside class="comparison-bar" aria-label="Comparison">
      <span>
        {otherId === undefined ? 'One delivery marked. Mark another one.' : 'Two deliveries marked.'}
      </span>
      {otherId !== undefined && (
        <button
          type="button"
          class="button is-primary"
          onClick={() => router.go({ view: 'compare', id, otherId, tab: 'checks' })}
        >
          <Icon name="compare" />
          Show differences
        </button>
      )}
      <button type="button" class="button" onClick={() => marks.clear()}>
        Clear
      </button>
    </aside>
  )
}
