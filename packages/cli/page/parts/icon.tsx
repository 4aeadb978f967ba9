/** Paths on a grid of 16 by 16, drawn as lines. */
const PATHS = {
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4 4l8 8M12 4l-8 8',
  warning: 'M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.1',
  copies: 'M5.5 5.5h8v8h-8zM3 10.5H2.5v-8h8V3',
  clock: 'M8 2a6 6 0 110 12A6 6 0 018 2zM8 4.8V8l2.3 1.6',
  slash: 'M8 2a6 6 0 110 12A6 6 0 018 2zM3.8 3.8l8.4 8.4',
  dash: 'M4 8h8',
  search: 'M7 2.5a4.5 4.5 0 110 9 4.5 4.5 0 010-9zM10.4 10.4l3.4 3.4',
  back: 'M9.5 3.5L5 8l4.5 4.5',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 110 4 2 2 0 010-4z',
  hidden:
    'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 110 4 2 2 0 010-4zM2.5 13.5l11-11',
  sun: 'M8 5a3 3 0 110 6 3 3 0 010-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9L13 13M3 13l1.1-1.1M11.9 4.1L13 3',
  moon: 'M13.5 9.5A6 6 0 016.5 2.5a6 6 0 107 7z',
  system: 'M2 3h12v8H2zM6 13.5h4M8 11v2.5',
  download: 'M8 2.5v7.5M4.8 7l3.2 3.2L11.2 7M2.5 13.5h11',
  send: 'M14 2L7 9M14 2l-4.5 12L7 9 2 6.5z',
  compare: 'M5 2.5v11M2.5 5L5 2.5 7.5 5M11 13.5v-11M8.5 11l2.5 2.5 2.5-2.5',
} as const

export type IconName = keyof typeof PATHS

/** A drawing beside a text that says the same: hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
