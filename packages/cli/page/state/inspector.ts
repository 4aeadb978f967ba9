import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { maskField, maskText } from '../../src/masking.ts'
import { DeliveryDetails } from './delivery-details.ts'
import { DeliveryList } from './delivery-list.ts'
import { LiveConnection } from './live-connection.ts'
import { Marks } from './marks.ts'
import { useObservable } from './observable.ts'
import { Preferences } from './preferences.ts'
import { Router } from './route.ts'

/** Everything that the page knows. */
export class Inspector {
  readonly list = new DeliveryList()
  readonly details = new DeliveryDetails()
  readonly connection = new LiveConnection(this.list)
  readonly preferences = new Preferences()
  readonly marks = new Marks()
  readonly router = new Router()
}

export const InspectorContext = createContext<Inspector>(new Inspector())

export function useInspector(): Inspector {
  return useContext(InspectorContext)
}

/** The list, and a new rendering whenever it changes. */
export function useDeliveryList(): DeliveryList {
  return useObservable(useInspector().list)
}

export function useRouter(): Router {
  return useObservable(useInspector().router)
}

/** How values are shown that may tell who called. */
export interface Masking {
  readonly isRevealed: boolean
  field(name: string, value: string): string
  text(value: string): string
}

export function useMasking(): Masking {
  const { isRevealed } = useObservable(useInspector().preferences)
  return isRevealed
    ? { isRevealed, field: (_name, value) => value, text: (value) => value }
    : { isRevealed, field: maskField, text: maskText }
}
