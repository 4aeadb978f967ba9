import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../parts/icon.tsx'
import { OUTCOME_ICONS } from '../parts/outcome-badge.tsx'
import { useDeliveryList, useRouter } from '../state/inspector.ts'
import { OUTCOMES } from '../state/route.ts'
import { formatCount } from '../text/formats.ts'
import { toVisibleText } from '../text/visible-text.ts'
import { countTypes } from './filter-deliveries.ts'

/** How long a second press of the button counts as the answer, in milliseconds. */
const CONFIRMATION_MS = 4_000

/** Search, outcomes and type. All of them stand in the address. */
export function FilterBar({ shown }: { readonly shown: number }) {
  return (
    <search class="filters">
      <SearchField />
      <OutcomeChips />
      <TypeSelect />
      <ShownCount shown={shown} />
      <ClearButton />
      <a class="button is-icon" href="./deliveries.har" download title="All deliveries as HAR">
        <Icon name="download" />
        <span class="visually-hidden">Download all deliveries as HAR</span>
      </a>
    </search>
  )
}

function ShownCount({ shown }: { readonly shown: number }) {
  const { all, about } = useDeliveryList()
  const isFull = about !== undefined && all.length >= about.cap
  return (
    <span class="filter-count" role="status">
      {shown === all.length ? formatCount(shown) : `${formatCount(shown)} of ${formatCount(all.length)}`}
      <span class="visually-hidden"> deliveries shown</span>
      {isFull && <span title="The list holds no more: the oldest are dropped"> · full</span>}
    </span>
  )
}

/** Asked twice, since what is dropped does not come back. */
function ClearButton() {
  const list = useDeliveryList()
  const [isAsking, setAsking] = useState(false)
  useEffect(() => {
    if (!isAsking) return
    const timer = setTimeout(() => setAsking(false), CONFIRMATION_MS)
    return () => clearTimeout(timer)
  }, [isAsking])
  const clear = async () => {
    setAsking(false)
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    // A server that is away has dropped them already; what is shown here is all that is left.
    await fetch('./clear', request).catch(() => {})
    list.clear()
  }
  return (
    <button type="button" class="button is-small" onClick={() => (isAsking ? void clear() : setAsking(true))}>
      {isAsking ? `Drop all ${formatCount(list.all.length)}?` : 'Clear'}
    </button>
  )
}

function SearchField() {
  const router = useRouter()
  return (
    <label class="search-field">
      <Icon name="search" />
      <span class="visually-hidden">Search deliveries</span>
      <input
        type="search"
        placeholder="Search  /"
        autocomplete="off"
        spellcheck={false}
        value={router.route.search}
        onInput={(event) => router.go({ search: event.currentTarget.value }, { isReplaced: true })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') document.querySelector<HTMLElement>('[role=grid]')?.focus()
        }}
      />
    </label>
  )
}

function OutcomeChips() {
  const router = useRouter()
  const list = useDeliveryList()
  const { outcomes } = router.route
  return (
    <fieldset class="chips">
      <legend class="visually-hidden">Outcomes</legend>
      {OUTCOMES.map((outcome) => {
        const count = list.all.filter((delivery) => delivery.outcome === outcome).length
        const isChosen = outcomes.includes(outcome)
        if (count === 0 && !isChosen) return null
        return (
          <button
            key={outcome}
            type="button"
            class={`chip is-${outcome}`}
            aria-pressed={isChosen}
            onClick={() =>
              router.go({
                outcomes: isChosen ? outcomes.filter((other) => other !== outcome) : [...outcomes, outcome],
              })
            }
          >
            <Icon name={OUTCOME_ICONS[outcome]} />
            {outcome} <span class="chip-count">{formatCount(count)}</span>
          </button>
        )
      })}
    </fieldset>
  )
}

function TypeSelect() {
  const router = useRouter()
  const list = useDeliveryList()
  return (
    <label class="type-select">
      <span class="visually-hidden">Type</span>
      <select value={router.route.type} onChange={(event) => router.go({ type: event.currentTarget.value })}>
        <option value="">All types</option>
        {countTypes(list.all).map(([type, count]) => (
          <option key={type} value={type}>
            {toVisibleText(type).slice(0, 60)} ({formatCount(count)})
          </option>
        ))}
      </select>
    </label>
  )
}
