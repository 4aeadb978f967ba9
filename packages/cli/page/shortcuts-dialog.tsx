import type { RefObject } from 'preact'

const SHORTCUTS: readonly (readonly [keys: string, action: string])[] = [
  ['j k, ↓ ↑', 'Next, previous row'],
  ['Page Down, Page Up, Home, End', 'Move further'],
  ['Enter', 'Open'],
  ['Escape', 'Back to the list'],
  ['Space', 'Mark for comparison'],
  ['/', 'Search'],
  ['?', 'This list'],
]

export function ShortcutsDialog({ dialog }: { readonly dialog: RefObject<HTMLDialogElement | null> }) {
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="shortcuts-title">
      <h2 id="shortcuts-title">Keyboard shortcuts</h2>
      <dl class="shortcuts">
        {SHORTCUTS.map(([keys, action]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{action}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" class="button">
          Close
        </button>
      </form>
    </dialog>
  )
}
