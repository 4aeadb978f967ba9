import { Icon } from '../parts/icon.tsx'
import { OUTCOME_ICONS } from '../parts/outcome-badge.tsx'
import { useDeliveryList, useRouter } from '../state/inspector.ts'
import { OUTCOMES } from '../state/route.ts'
import { formatCount } from '../text/formats.ts'
import { toVisibleText } from '../text/visible-text.ts'
import { countTypes } from './filter-deliveries.ts'

/** Search, outcomes and type. All of them stand in the address. */
export function FilterBar({ shown }: { readonly shown: number }) {
  const list = useDeliveryList()
  return (
    <search class="filters">
      <SearchField />
      <OutcomeChips />
      <TypeSelect />
      <span class="filter-count" role="status">
        {shown === list.all.length
          ? formatCount(shown)
          : `${formatCount(shown)} of ${formatCount(list.all.length)}`}
        <span class="visually-hidden"> deliveries shown</span>
      </span>
      <a class="button is-icon" href="./deliveries.har" download title="All deliveries as HAR">
        <Icon name="download" />
        <span class="visually-hidden">Download all deliveries as HAR</span>
      </a>
    </search>
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
