import type { Outcome } from '../../src/inspector/protocol.ts'
import { Icon, type IconName } from './icon.tsx'

/** Each outcome's icon; its colour is in the style sheet. */
export const OUTCOME_ICONS: Readonly<Record<Outcome, IconName>> = {
  handled: 'check',
  duplicate: 'copies',
  failed: 'warning',
  refused: 'slash',
  pending: 'clock',
}

/** What each outcome means, for titles. */
const OUTCOME_MEANINGS: Readonly<Record<Outcome, string>> = {
  handled: 'Authentic, and answered with a success',
  duplicate: 'Authentic, a copy of an event that was handled before',
  failed: 'Authentic, but not answered with a success',
  refused: 'Not accepted',
  pending: 'Not answered yet',
}

export function OutcomeBadge({ outcome }: { readonly outcome: Outcome }) {
  return (
    <span class={`outcome is-${outcome}`} title={OUTCOME_MEANINGS[outcome]}>
      <Icon name={OUTCOME_ICONS[outcome]} />
      {outcome}
    </span>
  )
}
