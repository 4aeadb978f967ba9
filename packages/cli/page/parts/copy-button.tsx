import { useEffect, useState } from 'preact/hooks'
import { Icon } from './icon.tsx'

const CONFIRMED_MS = 1_500

type CopyState = 'ready' | 'copied' | 'failed'

const LABELS: Readonly<Record<CopyState, string>> = { ready: 'Copy', copied: 'Copied', failed: 'Not copied' }

/** Copies a text to the clipboard. `what` completes the label: `Copy curl command`. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [state, setState] = useState<CopyState>('ready')
  useEffect(() => {
    if (state === 'ready') return
    const timer = setTimeout(() => setState('ready'), CONFIRMED_MS)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    )
  return (
    <button type="button" class="button is-small" onClick={() => void copy()}>
      <Icon name={state === 'copied' ? 'check' : 'copies'} />
      <span aria-live="polite">{LABELS[state]}</span>
      <span class="visually-hidden"> {what}</span>
    </button>
  )
}

/** A text to copy, with its button. */
export function CopyLine({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div class="copy-line">
      <code>{text}</code>
      <CopyButton text={text} what={what} />
    </div>
  )
}
