import { Icon, type IconName } from './parts/icon.tsx'
import { useDeliveryList, useInspector, useMasking, useRouter } from './state/inspector.ts'
import type { ConnectionState } from './state/live-connection.ts'
import { useObservable } from './state/observable.ts'
import type { Theme } from './state/preferences.ts'
import type { View } from './state/route.ts'

const SECTIONS: readonly (readonly [View, string])[] = [
  ['deliveries', 'Deliveries'],
  ['calls', 'Calls'],
  ['overview', 'Overview'],
]

const CONNECTION_LABELS: Readonly<Record<ConnectionState, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
}

const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' }

export function Header({ onShowShortcuts }: { readonly onShowShortcuts: () => void }) {
  const router = useRouter()
  return (
    <header class="header">
      <a
        class="brand"
        href={router.link({ view: 'deliveries', id: undefined, otherId: undefined, tab: 'checks' })}
      >
        telnyx-call
      </a>
      <nav class="nav" aria-label="Views">
        {SECTIONS.map(([view, label]) => (
          <a
            key={view}
            href={router.link({ view, id: undefined, otherId: undefined, tab: 'checks' })}
            aria-current={router.route.view === view ? 'page' : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
      <div class="header-tools">
        <Connection />
        <MaskToggle />
        <ThemeToggle />
        <button
          type="button"
          class="button is-icon is-keys"
          title="Keyboard shortcuts (?)"
          onClick={onShowShortcuts}
        >
          <span aria-hidden="true">?</span>
          <span class="visually-hidden">Keyboard shortcuts</span>
        </button>
      </div>
    </header>
  )
}

function Connection() {
  const { state } = useObservable(useInspector().connection)
  const { about } = useDeliveryList()
  return (
    <span class={`connection is-${state}`} role="status" title={about && `Receiver: ${about.receiverUrl}`}>
      <span class="dot" aria-hidden="true" />
      <span class="connection-label">{CONNECTION_LABELS[state]}</span>
    </span>
  )
}

function MaskToggle() {
  const { preferences } = useInspector()
  const { isRevealed } = useMasking()
  return (
    <button
      type="button"
      class="button"
      aria-pressed={isRevealed}
      title="Phone numbers and names"
      onClick={() => preferences.setRevealed(!isRevealed)}
    >
      <Icon name={isRevealed ? 'eye' : 'hidden'} />
      <span class="wide-only">{isRevealed ? 'Revealed' : 'Masked'}</span>
      <span class="visually-hidden">{isRevealed ? ': mask personal data' : ': reveal personal data'}</span>
    </button>
  )
}

function ThemeToggle() {
  const { preferences } = useInspector()
  const { theme } = useObservable(preferences)
  const next = preferences.nextTheme()
  return (
    <button
      type="button"
      class="button is-icon"
      title={`Theme: ${theme}. Change to ${next}`}
      onClick={() => preferences.setTheme(next)}
    >
      <Icon name={THEME_ICONS[theme]} />
      <span class="visually-hidden">
        Theme: {theme}. Change to {next}
      </span>
    </button>
  )
}
