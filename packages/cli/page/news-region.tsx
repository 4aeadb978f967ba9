import { useEffect, useRef, useState } from 'preact/hooks'
import { useDeliveryList } from './state/inspector.ts'
import { formatAmount } from './text/formats.ts'

/** News are read aloud this often at most, in milliseconds. */
const PAUSE_MS = 4_000

/** Tells screen readers, now and then, what has come in. */
export function NewsRegion() {
  const list = useDeliveryList()
  const [news, setNews] = useState('')
  const told = useRef<ReadonlySet<string> | undefined>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => {
    if (list.about === undefined) return
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      const before = told.current
      // What was there when the page was opened is no news.
      const fresh = before === undefined ? [] : list.all.filter(({ id }) => !before.has(id))
      told.current = new Set(list.all.map(({ id }) => id))
      if (fresh.length === 0) return
      const refused = fresh.filter(({ outcome }) => outcome === 'refused').length
      setNews(
        `${formatAmount(fresh.length, 'new delivery', 'new deliveries')}${refused > 0 ? `, ${refused} refused` : ''}`,
      )
    }, PAUSE_MS)
  }, [list.revision])
  return (
    <p class="visually-hidden" aria-live="polite">
      {news}
    </p>
  )
}
