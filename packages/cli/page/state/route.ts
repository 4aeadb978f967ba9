import type { Outcome } from '../../src/inspector/protocol.ts'
import { Observable } from './observable.ts'

const VIEWS = ['deliveries', 'calls', 'overview', 'compare'] as const
export type View = (typeof VIEWS)[number]

const TABS = ['checks', 'fields', 'record', 'raw', 'answers', 'reproduce', 'send'] as const
export type Tab = (typeof TABS)[number]

export const OUTCOMES: readonly Outcome[] = ['handled', 'duplicate', 'failed', 'refused', 'pending']

/** What is shown: all of it stands in the address, behind the `#`, so it survives a reload and never reaches a server's log. */
export interface Route {
  readonly view: View
  /** The delivery or the call that is open; the first of the two that are compared. */
  readonly id?: string
  /** The second of the two that are compared. */
  readonly otherId?: string
  readonly tab: Tab
  readonly outcomes: readonly Outcome[]
  readonly type: string
  readonly search: string
}

function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [view, id, otherId] = path.split('/').map(decodePart)
  const params = new URLSearchParams(query)
  const outcomes = (params.get('outcome') ?? '').split(',')
  return {
    view: VIEWS.find((known) => known === view) ?? 'deliveries',
    ...(id && { id }),
    ...(otherId && { otherId }),
    tab: TABS.find((known) => known === params.get('tab')) ?? 'checks',
    outcomes: OUTCOMES.filter((outcome) => outcomes.includes(outcome)),
    type: params.get('type') ?? '',
    search: params.get('q') ?? '',
  }
}

function formatRoute({ view, id, otherId, tab, outcomes, type, search }: Route): string {
  const path = [view, id, otherId].filter((part) => part !== undefined).map(encodeURIComponent)
  const params = new URLSearchParams()
  if (outcomes.length > 0) params.set('outcome', outcomes.join(','))
  if (type !== '') params.set('type', type)
  if (search !== '') params.set('q', search)
  if (tab !== 'checks') params.set('tab', tab)
  const query = params.toString()
  return `#/${path.join('/')}${query && `?${query}`}`
}

/** The part of a route that names what is open. `undefined` closes it. */
export interface RouteChange extends Partial<Omit<Route, 'id' | 'otherId'>> {
  readonly id?: string | undefined
  readonly otherId?: string | undefined
}

export class Router extends Observable {
  route: Route = parseRoute(location.hash)

  listen(): void {
    addEventListener('popstate', () => {
      this.route = parseRoute(location.hash)
      this.notify()
    })
  }

  /** The address of a changed route, for links. */
  link(change: RouteChange): string {
    return formatRoute(changeRoute(this.route, change))
  }

  /** Goes there; `isReplaced` leaves no step to go back to, as for each letter of a search. */
  go(change: RouteChange, { isReplaced = false } = {}): void {
    const next = changeRoute(this.route, change)
    const address = formatRoute(next)
    if (address === formatRoute(this.route)) return
    this.route = next
    if (isReplaced) history.replaceState(null, '', address)
    else history.pushState(null, '', address)
    this.notify()
  }
}

function changeRoute(route: Route, change: RouteChange): Route {
  const { id, otherId, ...rest } = { ...route, ...change }
  return { ...rest, ...(id !== undefined && { id }), ...(otherId !== undefined && { otherId }) }
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
