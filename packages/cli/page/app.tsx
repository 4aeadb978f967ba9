import { useEffect, useRef } from 'preact/hooks'
import { CallsView } from './calls/calls-view.tsx'
import { ComparisonBar } from './comparison/comparison-bar.tsx'
import { ComparisonView } from './comparison/comparison-view.tsx'
import { DeliveriesView } from './deliveries/deliveries-view.tsx'
import { EmptyState } from './empty-state.tsx'
import { Header } from './header.tsx'
import { NewsRegion } from './news-region.tsx'
import { OverviewView } from './overview/overview-view.tsx'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { useDeliveryList, useInspector, useRouter } from './state/inspector.ts'
import type { View } from './state/route.ts'

const TITLES: Readonly<Record<View, string>> = {
  deliveries: 'Deliveries',
  calls: 'Calls',
  overview: 'Overview',
  compare: 'Compare deliveries',
}

export function App() {
  const list = useDeliveryList()
  const { route } = useRouter()
  const shortcuts = useRef<HTMLDialogElement>(null)
  useGlobalKeys(() => shortcuts.current?.showModal())
  useEffect(() => {
    document.title = `${TITLES[route.view]} · telnyx-call`
  }, [route.view])
  return (
    <>
      <button type="button" class="skip-link" onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <Header onShowShortcuts={() => shortcuts.current?.showModal()} />
      <main id="main" class={`main is-${route.view}`} tabIndex={-1}>
        <h1 class="visually-hidden">{TITLES[route.view]}</h1>
        {list.all.length === 0 ? <EmptyState /> : <CurrentView view={route.view} />}
      </main>
      <ComparisonBar />
      <NewsRegion />
      <ShortcutsDialog dialog={shortcuts} />
    </>
  )
}

function CurrentView({ view }: { readonly view: View }) {
  if (view === 'calls') return <CallsView />
  if (view === 'overview') return <OverviewView />
  if (view === 'compare') return <ComparisonView />
  return <DeliveriesView />
}

/** `/` goes to the search, Escape goes back, `?` shows all keys. */
function useGlobalKeys(showShortcuts: () => void): void {
  const { router } = useInspector()
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest('dialog') !== null) return
      const isTyping = target.closest('input, textarea, select') !== null
      if (event.key === 'Escape') {
        if (isTyping) target.blur()
        else if (router.route.view === 'compare')
          router.go({ view: 'deliveries', id: undefined, otherId: undefined })
        else if (router.route.id !== undefined) router.go({ id: undefined, tab: 'checks' })
        focusGrid()
      }
      if (isTyping) return
      if (event.key === '/') {
        event.preventDefault()
        document.querySelector<HTMLInputElement>('input[type=search]')?.focus()
      }
      if (event.key === '?') showShortcuts()
    }
    addEventListener('keydown', handleKey)
    return () => removeEventListener('keydown', handleKey)
  })
}

function focusGrid(): void {
  setTimeout(() => document.querySelector<HTMLElement>('[role=grid]')?.focus({ preventScroll: true }))
}
