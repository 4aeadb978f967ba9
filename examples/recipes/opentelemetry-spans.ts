import { type Attributes, type Span, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import { subscribeToTelnyxCalls } from '@telnyx-call/core'

/**
 * Makes a span of every webhook: `traceTelnyxCalls(trace.getTracer('my-app'))`. It hangs under the span of the HTTP request, where there is
 * one. So do the handler's own spans, beside it and not under it: a listener cannot change the context that the handler runs in.
 *
 * @returns the function that ends it.
 */
export function traceTelnyxCalls(tracer: Tracer): () => void {
  const spans = new WeakMap<symbol, Span>()

  function endSpan(exchange: symbol, attributes: Attributes, failure?: string): void {
    const span = spans.get(exchange)?.setAttributes(attributes)
    if (failure !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR, message: failure })
    span?.end()
  }

  return subscribeToTelnyxCalls({
    received({ exchange, adapter }) {
      spans.set(exchange, tracer.startSpan('telnyx webhook', { attributes: { 'telnyx.adapter': adapter } }))
    },
    refused({ exchange, deliveryId, code, status, detail }) {
      const answer = { 'telnyx.code': code, 'http.response.status_code': status }
      const failure = status < 500 ? undefined : detail
      endSpan(exchange, { 'telnyx.outcome': 'refused', 'telnyx.delivery_id': deliveryId, ...answer }, failure)
    },
    acknowledged({ exchange, deliveryId, reason }) {
      const answer = { 'telnyx.code': reason, 'http.response.status_code': 200 }
      endSpan(exchange, { 'telnyx.outcome': 'acknowledged', 'telnyx.delivery_id': deliveryId, ...answer })
    },
    accepted({ exchange, deliveryId, deduplicated }) {
      const facts = { 'telnyx.delivery_id': deliveryId, 'telnyx.deduplicated': deduplicated }
      spans.get(exchange)?.setAttributes(facts).addEvent('handler called')
    },
    settled({ exchange, outcome, isSenderGone, isOverBudget }) {
      const facts = {
        'telnyx.outcome': outcome,
        'telnyx.sender_gone': isSenderGone,
        'telnyx.over_budget': isOverBudget,
      }
      if (outcome === 'handled') endSpan(exchange, { 'http.response.status_code': 200, ...facts })
      else endSpan(exchange, facts, 'The call was not handled.')
    },
  })
}
