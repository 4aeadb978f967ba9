import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface TabsProps<Name extends string> {
  readonly label: string
  readonly tabs: readonly (readonly [name: Name, label: string])[]
  readonly chosen: Name
  readonly onChoose: (name: Name) => void
  readonly children: ComponentChildren
}

/** Tabs as the ARIA patterns describe them: one stop for the Tab key, arrows move between them. */
export function Tabs<Name extends string>({ label, tabs, chosen, onChoose, children }: TabsProps<Name>) {
  const moveBy = (event: KeyboardEvent, step: number) => {
    const index = tabs.findIndex(([name]) => name === chosen)
    const next = tabs[(index + step + tabs.length) % tabs.length]
    if (next === undefined) return
    event.preventDefault()
    onChoose(next[0])
    setTimeout(() => document.getElementById(`tab-${next[0]}`)?.focus())
  }
  const list = useRef<HTMLDivElement>(null)
  // Where the tabs do not fit, the chosen one is scrolled into view.
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-selected=true]')
    if (tab) list.current?.scrollTo({ left: tab.offsetLeft - 40 })
  }, [chosen])
  return (
    <>
      <div ref={list} class="tabs" role="tablist" aria-label={label}>
        {tabs.map(([name, title]) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === chosen}
            aria-controls="tab-panel"
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => onChoose(name)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') moveBy(event, 1)
              if (event.key === 'ArrowLeft') moveBy(event, -1)
            }}
          >
            {title}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${chosen}`} tabIndex={0}>
        {children}
      </div>
    </>
  )
}
