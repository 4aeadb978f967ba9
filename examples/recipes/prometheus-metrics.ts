import { type DeliveryEvent, subscribeToTelnyxCalls } from '@telnyx-call/core'
import { Counter, Histogram, type Registry } from 'prom-client'

/**
 * Counts webhooks with prom-client: `countTelnyxCalls(register)`. Every label has a handful of values: ids and numbers of calls are
 * none, as each would start a time series of its own.
 *
 * @returns the function that ends it; what was counted stays in the registry.
 */
export function countTelnyxCalls(registry: Registry): () => void {
  const perHost = { labelNames: ['adapter'], registers: [registry] }
  const webhooks = new Counter({
    name: 'telnyx_call_webhooks_total',
    help: 'Webhooks by what became of them; code says why one was refused or acknowledged.',
    labelNames: ['adapter', 'outcome', 'code'],
    registers: [registry],
  })
  const handlingSeconds = new Histogram({
    name: 'telnyx_call_handling_seconds',
    help: "From the handler's start to its outcome.",
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
    ...perHost,
  })
  const overBudget = new Counter({
    name: 'telnyx_call_over_budget_total',
    help: 'Calls whose answer took longer than the sender waits.',
    ...perHost,
  })
  const storeErrors = new Counter({
    name: 'telnyx_call_store_errors_total',
    help: 'Calls that the delivery store could not be asked about, or could not note.',
    ...perHost,
  })
  const drift = new Counter({
    name: 'telnyx_call_drift_total',
    help: 'Departures of authentic events from the specification, by field and rule; new events have no field.',
    labelNames: ['adapter', 'event', 'field', 'rule'],
    registers: [registry],
  })
  const countDrift = ({ adapter = '', eventType: event, schemaErrors }: DeliveryEvent) => {
    if (event === 'unknown') drift.inc({ adapter, event, field: '', rule: 'unknown' })
    for (const { field, rule } of schemaErrors) drift.inc({ adapter, event, field, rule })
  }
  return subscribeToTelnyxCalls({
    refused({ adapter = '', code, storeError }) {
      webhooks.inc({ adapter, outcome: 'refused', code })
      if (storeError !== undefined) storeErrors.inc({ adapter })
    },
    accepted: countDrift,
    acknowledged(event) {
      const { adapter = '', reason } = event
      countDrift(event)
      webhooks.inc({ adapter, outcome: 'acknowledged', code: reason })
    },
    settled({ adapter = '', outcome, handlingMs, isOverBudget, storeError }) {
      webhooks.inc({ adapter, outcome, code: '' })
      handlingSeconds.observe({ adapter }, handlingMs / 1000)
      if (isOverBudget) overBudget.inc({ adapter })
      if (storeError !== undefined) storeErrors.inc({ adapter })
    },
  })
}
