import { useEffect, useState } from 'preact/hooks'
import type { DeliveryDetail, DeliverySummary } from '../../src/inspector/protocol.ts'
import { useDeliveryList, useInspector } from './inspector.ts'

/** Details that are kept, so that what was open survives the server's restart. */
const KEPT_DETAILS = 50

/** Loads details, and keeps the latest. */
export class DeliveryDetails {
  readonly #kept = new Map<string, DeliveryDetail>()

  getKept(id: string): DeliveryDetail | undefined {
    return this.#kept.get(id)
  }

  /** @throws Error whose message is for people */
  async load(id: string): Promise<DeliveryDetail> {
    const response = await fetch(`./deliveries/${encodeURIComponent(id)}`)
    if (!response.ok) throw new Error(await readProblem(response))
    const detail = (await response.json()) as DeliveryDetail
    this.#kept.delete(id)
    this.#kept.set(id, detail)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEPT_DETAILS && oldest !== undefined) this.#kept.delete(oldest)
    return detail
  }
}

export interface LoadedDetail {
  readonly detail?: DeliveryDetail
  readonly summary?: DeliverySummary
  /** Why the detail could not be loaded. What was loaded before is still there. */
  readonly problem?: string
}

/** The detail of a delivery; loaded again whenever its summary changes. */
export function useDeliveryDetail(id: string): LoadedDetail {
  const { details } = useInspector()
  const listed = useDeliveryList().get(id)
  const [{ problem }, setState] = useState<{ readonly problem?: string }>({})
  useEffect(() => {
    let isCurrent = true
    details.load(id).then(
      () => isCurrent && setState({}),
      (error: Error) => isCurrent && setState({ problem: error.message }),
    )
    return () => {
      isCurrent = false
    }
  }, [id, listed])
  const detail = details.getKept(id)
  const summary = listed ?? detail?.summary
  return { ...(detail && { detail }), ...(summary && { summary }), ...(problem !== undefined && { problem }) }
}

/** The title and detail of an `application/problem+json` answer. */
export async function readProblem(response: Response): Promise<string> {
  try {
    const { title, detail } = (await response.json()) as { title?: string; detail?: string }
    return [title, detail].filter(Boolean).join(': ') || `The server answered ${response.status}.`
  } catch {
    return `The server answered ${response.status}.`
  }
}
