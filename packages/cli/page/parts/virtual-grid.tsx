import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core'
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'

/** Rows that are drawn above and below what is seen. */
const OVERSCAN_ROWS = 8

/** Below this width a row has two lines. */
const COMPACT_WIDTH = 720

const ROW_HEIGHT = 34
const COMPACT_ROW_HEIGHT = 58

interface GridRow {
  readonly cells: ComponentChildren
  readonly isOpen: boolean
  /** Absent where rows cannot be marked. */
  readonly isMarked?: boolean
}

export interface VirtualGridProps<Item> {
  readonly label: string
  readonly kind: string
  readonly items: readonly Item[]
  readonly headings: readonly string[]
  readonly getId: (item: Item) => string
  readonly renderRow: (item: Item, isCompact: boolean) => GridRow
  readonly openId: string | undefined
  readonly onOpen: (item: Item) => void
  readonly onMark?: (item: Item) => void
}

/** A list of any length, of which only the rows in view are in the document. The grid has the focus; the keys move its active row. */
export function VirtualGrid<Item>(props: VirtualGridProps<Item>) {
  const { items, headings, getId, renderRow, onOpen, onMark } = props
  const element = useRef<HTMLDivElement>(null)
  const { virtualizer, isCompact } = useVirtualizer(items.length, element)
  useKeptPosition(items, getId, element, isCompact ? COMPACT_ROW_HEIGHT : ROW_HEIGHT)
  const { activeIndex, setActive, handleKey } = useActiveRow(props, virtualizer, element)
  const rows = virtualizer.getVirtualItems().filter(({ index }) => index < items.length)
  const isActiveDrawn = rows.some(({ index }) => index === activeIndex)
  return (
    <div
      ref={element}
      class={`grid is-${props.kind} ${isCompact ? 'is-compact' : ''}`}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={items.length + 1}
      aria-multiselectable={onMark !== undefined}
      aria-activedescendant={isActiveDrawn ? `${props.kind}-row-${activeIndex}` : undefined}
      onKeyDown={handleKey}
    >
      <div role="rowgroup" class="grid-head">
        <div role="row" aria-rowindex={1} class="grid-row">
          {headings.map((heading) => (
            <span
              role="columnheader"
              key={heading}
              class={`cell is-${heading.toLowerCase().replace(/\W+/g, '-')}`}
            >
              {heading}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" class="grid-body" style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {rows.map(({ index, start, size }) => {
          const item = items[index]
          if (item === undefined) return null
          const { cells, isOpen, isMarked } = renderRow(item, isCompact)
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys
            <div
              key={getId(item)}
              id={`${props.kind}-row-${index}`}
              role="row"
              class={`grid-row ${index === activeIndex ? 'is-active' : ''}`}
              aria-rowindex={index + 2}
              aria-selected={isMarked}
              aria-current={isOpen ? 'true' : undefined}
              style={{ transform: `translateY(${start}px)`, height: `${size}px` }}
              onClick={(event) => {
                setActive(index)
                const isMark = (event.target as Element).closest('.is-mark') !== null
                if (isMark) onMark?.(item)
                else onOpen(item)
              }}
            >
              {cells}
            </div>
          )
        })}
      </div>
    </div>
  )
}

type ElementRef = { readonly current: HTMLDivElement | null }
type GridVirtualizer = Virtualizer<HTMLDivElement, HTMLDivElement>

function useVirtualizer(count: number, element: ElementRef) {
  const [, setRevision] = useState(0)
  const [isCompact, setCompact] = useState(false)
  const options = {
    count,
    getScrollElement: () => element.current,
    estimateSize: () => (isCompact ? COMPACT_ROW_HEIGHT : ROW_HEIGHT),
    overscan: OVERSCAN_ROWS,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    scrollPaddingStart: isCompact ? 0 : ROW_HEIGHT,
    onChange: () => setRevision((revision) => revision + 1),
  }
  const virtualizer: GridVirtualizer = useMemo(() => new Virtualizer(options), [])
  virtualizer.setOptions(options)
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer])
  useLayoutEffect(() => virtualizer._willUpdate())
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, isCompact])
  useLayoutEffect(() => {
    if (element.current === null) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setCompact(entry.contentRect.width < COMPACT_WIDTH)
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return { virtualizer, isCompact }
}

/** Keeps what is read in place when rows come in above it. */
function useKeptPosition<Item>(
  items: readonly Item[],
  getId: (item: Item) => string,
  element: ElementRef,
  rowHeight: number,
): void {
  const seen = useRef<readonly Item[]>(items)
  useLayoutEffect(() => {
    const grid = element.current
    const before = seen.current
    seen.current = items
    if (grid === null || grid.scrollTop < rowHeight || before === items) return
    const topIndex = Math.floor(grid.scrollTop / rowHeight)
    const top = before[topIndex]
    if (top === undefined) return
    const id = getId(top)
    const index = items.findIndex((item) => getId(item) === id)
    if (index > topIndex) grid.scrollTop += (index - topIndex) * rowHeight
  }, [items, rowHeight])
}

/** The row that the keys act on. It is remembered by its id, so that it stays the same when others come in above it. */
function useActiveRow<Item>(
  { items, getId, onOpen, onMark, openId }: VirtualGridProps<Item>,
  virtualizer: GridVirtualizer,
  element: ElementRef,
) {
  const [activeId, setActiveId] = useState<string | undefined>(openId)
  const found = items.findIndex((item) => getId(item) === (activeId ?? openId))
  const activeIndex = found === -1 ? 0 : found
  const setActive = (index: number) => {
    const item = items[index]
    if (item !== undefined) setActiveId(getId(item))
  }
  const move = (index: number) => {
    const target = Math.max(0, Math.min(items.length - 1, index))
    setActive(target)
    virtualizer.scrollToIndex(target)
    element.current?.focus({ preventScroll: true })
  }
  const handleKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const item = items[activeIndex]
    const page = Math.max(1, Math.floor((element.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2)
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(activeIndex + 1),
      ArrowUp: () => move(activeIndex - 1),
      j: () => move(found === -1 ? 0 : activeIndex + 1),
      k: () => move(activeIndex - 1),
      PageDown: () => move(activeIndex + page),
      PageUp: () => move(activeIndex - page),
      Home: () => move(0),
      End: () => move(items.length - 1),
      Enter: () => item !== undefined && onOpen(item),
      ' ': () => item !== undefined && onMark?.(item),
    }
    const act = actions[event.key]
    if (act === undefined) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  // j and k work wherever the focus is, except in a field.
  useEffect(() => {
    const handleOutside = (event: KeyboardEvent) => {
      const target = event.target as Element
      if (target.closest('input, textarea, select, [role=grid], dialog') !== null) return
      if (event.key === 'j' || event.key === 'k') handleKey(event)
      if (target === document.body && event.key.startsWith('Arrow')) handleKey(event)
    }
    addEventListener('keydown', handleOutside)
    return () => removeEventListener('keydown', handleOutside)
  })
  return { activeIndex, setActive, handleKey }
}
