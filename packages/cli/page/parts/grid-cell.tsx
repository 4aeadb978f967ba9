import type { ComponentChildren } from 'preact'

interface GridCellProps {
  /** Names the column: its class is `is-<name>`. */
  readonly name: string
  readonly state?: string
  readonly title?: string
  readonly children: ComponentChildren
}

/** A cell of a virtual grid. */
export function GridCell({ name, state = '', title, children }: GridCellProps) {
  return (
    <span role="gridcell" class={`cell is-${name} ${state}`} title={title}>
      {children}
    </span>
  )
}
