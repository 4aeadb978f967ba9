import { PassThrough } from 'node:stream'
import { context, SpanStatusCode, trace } from '@opentelemetry/api'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { Registry } from 'prom-client'
import t, { type Test } from 'tap'
import { traceTelnyxCalls } from '../examples/recipes/opentelemetry-spans.ts'
import { logTelnyxCalls } from '../examples/recipes/pino-log.ts'
import { countTelnyxCalls } from '../examples/recipes/prometheus-metrics.ts'
import { AsyncContext } from './recipes/async-context.ts'
import { createRecipeApp, secrets } from './recipes/recipe-app.ts'

/** handled, duplicate, another event, forged, a field missing, failing, slow, not noted by the store, not claimed from it */
const statuses = [200, 200, 200, 403, 422, 500, 200, 200, 503]
const deliveryId = /^[0-9a-f]{32}$/

function showsNoSecret(t: Test, text: string): void {
  for (const secret of secrets) t.notOk(text.includes(secret), `no ${secret}`)
}

t.test('pino: one line per webhook, through the logger of Fastify', async (t) => {
  const output = new PassThrough({ encoding: 'utf8' })
  const { app, sendAll } = await createRecipeApp(t, output)
  const stop = logTelnyxCalls(app.log)
  t.teardown(stop)
  t.strictSame(await sendAll(), statuses)

  const text = String(output.read())
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const told = lines.filter(({ msg }) => msg.startsWith('Telnyx'))
  const call = { CallStatus: 'completed', From: '***60', To: '***20', CallerId: '***' }
  const acknowledged = { level: 30, msg: 'Telnyx webhook acknowledged', adapter: 'fastify', deliveryId }
  const refused = { msg: 'Telnyx webhook refused', adapter: 'fastify' }
  const settled = {
    adapter: 'fastify',
    deliveryId,
    handlingMs: 125,
    durationMs: 125,
    isSenderGone: false,
    isOverBudget: false,
  }
  const late = { handlingMs: 3000, durationMs: 3000, isOverBudget: true }
  const err = { type: 'Error', message: 'the store is down', stack: /recipe-app/ }
  const expected = [
    { ...settled, level: 30, msg: 'Telnyx call handled', call: { ...call, CallSid: 'handled' } },
    { ...acknowledged, reason: 'duplicate', call },
    { ...acknowledged, reason: 'other-event' },
    { ...refused, level: 40, code: 'signature_mismatch', status: 403 },
    { ...refused, level: 40, code: 'schema_mismatch', deliveryId, detail: /To must be sent/ },
    { ...settled, level: 50, msg: 'Telnyx call not handled', outcome: 'failed' },
    { ...settled, ...late, level: 40, msg: 'Telnyx call handled, but the answer came too late' },
    { ...settled, level: 40, msg: 'Telnyx call handled, and the store does not know it yet', err },
    { ...refused, level: 50, code: 'store_unavailable', deliveryId, err },
  ]
  t.equal(told.length, expected.length)
  t.match(told, expected)
  t.strictSame(
    told.filter((line) => 'err' in line).map(({ msg }) => msg),
    ['Telnyx call handled, and the store does not know it yet', 'Telnyx webhook refused'],
    'an error only where there was one',
  )
  showsNoSecret(t, text)

  stop()
  await sendAll()
  t.notMatch(String(output.read()), /"msg":"Telnyx/)
})

t.test('prom-client: counters and a histogram, with labels of few values', async (t) => {
  const { sendAll } = await createRecipeApp(t, new PassThrough().resume())
  const registry = new Registry()
  const stop = countTelnyxCalls(registry)
  t.teardown(stop)
  t.strictSame(await sendAll(), statuses)

  const text = await registry.metrics()
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  t.strictSame(samples, [
    'telnyx_call_webhooks_total{adapter="fastify",outcome="handled",code=""} 3',
    'telnyx_call_webhooks_total{adapter="fastify",outcome="acknowledged",code="duplicate"} 1',
    'telnyx_call_webhooks_total{adapter="fastify",outcome="acknowledged",code="other-event"} 1',
    'telnyx_call_webhooks_total{adapter="fastify",outcome="refused",code="signature_mismatch"} 1',
    'telnyx_call_webhooks_total{adapter="fastify",outcome="refused",code="schema_mismatch"} 1',
    'telnyx_call_webhooks_total{adapter="fastify",outcome="failed",code=""} 1',
    'telnyx_call_webhooks_total{adapter="fastify",outcome="refused",code="store_unavailable"} 1',
    'telnyx_call_handling_seconds_bucket{le="0.01",adapter="fastify"} 0',
    'telnyx_call_handling_seconds_bucket{le="0.05",adapter="fastify"} 0',
    'telnyx_call_handling_seconds_bucket{le="0.1",adapter="fastify"} 0',
    'telnyx_call_handling_seconds_bucket{le="0.25",adapter="fastify"} 3',
    'telnyx_call_handling_seconds_bucket{le="0.5",adapter="fastify"} 3',
    'telnyx_call_handling_seconds_bucket{le="1",adapter="fastify"} 3',
    'telnyx_call_handling_seconds_bucket{le="2",adapter="fastify"} 3',
    'telnyx_call_handling_seconds_bucket{le="5",adapter="fastify"} 4',
    'telnyx_call_handling_seconds_bucket{le="+Inf",adapter="fastify"} 4',
    'telnyx_call_handling_seconds_sum{adapter="fastify"} 3.375',
    'telnyx_call_handling_seconds_count{adapter="fastify"} 4',
    'telnyx_call_over_budget_total{adapter="fastify"} 1',
    'telnyx_call_store_errors_total{adapter="fastify"} 2',
  ])
  showsNoSecret(t, text)

  stop()
  await sendAll()
  t.equal(await registry.metrics(), text)
})

t.test('OpenTelemetry: a span per webhook, under that of its HTTP request', async (t) => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const tracer = provider.getTracer('test')
  context.setGlobalContextManager(new AsyncContext())
  t.teardown(() => context.disable())
  const { app, sendAll } = await createRecipeApp(t, new PassThrough().resume())
  const httpSpanIds: string[] = []
  // What the instrumentation of HTTP does.
  app.addHook('onRequest', (_request, reply, done) => {
    const span = tracer.startSpan('POST')
    httpSpanIds.push(span.spanContext().spanId)
    reply.raw.once('close', () => span.end())
    context.with(trace.setSpan(context.active(), span), done)
  })
  app.addHook('preHandler', async () => tracer.startSpan('work of the handler').end())
  const stop = traceTelnyxCalls(tracer)
  t.teardown(stop)
  t.strictSame(await sendAll(), statuses)

  const findSpans = (name: string) => exporter.getFinishedSpans().filter((span) => span.name === name)
  const spans = findSpans('telnyx webhook')
  const handled = { outcome: 'handled', code: undefined, status: 200, failure: undefined, durationMs: 125 }
  const instant = { failure: undefined, durationMs: 0 }
  t.strictSame(spans.map(describeSpan), [
    handled,
    { outcome: 'acknowledged', code: 'duplicate', status: 200, ...instant },
    { outcome: 'acknowledged', code: 'other-event', status: 200, ...instant },
    { outcome: 'refused', code: 'signature_mismatch', status: 403, ...instant },
    { outcome: 'refused', code: 'schema_mismatch', status: 422, ...instant },
    { ...handled, outcome: 'failed', status: undefined, failure: 'The call was not handled.' },
    { ...handled, durationMs: 3000 },
    handled,
    {
      ...instant,
      outcome: 'refused',
      code: 'store_unavailable',
      status: 503,
      failure: 'The delivery store failed or did not respond in time.',
    },
  ])
  t.strictSame(
    spans.map(({ attributes }) => deliveryId.test(String(attributes['telnyx.delivery_id']))),
    [true, true, true, false, true, true, true, true, true],
  )
  t.strictSame(
    spans.map(({ attributes }) => attributes['telnyx.over_budget']),
    [false, undefined, undefined, undefined, undefined, false, true, false, undefined],
  )
  t.match(spans[0], { attributes: { 'telnyx.adapter': 'fastify' }, events: [{ name: 'handler called' }] })

  const parentsOf = (name: string) => findSpans(name).map((span) => span.parentSpanContext?.spanId)
  t.strictSame(parentsOf('telnyx webhook'), httpSpanIds)
  t.strictSame(
    parentsOf('work of the handler'),
    [0, 5, 6, 7].map((place) => httpSpanIds[place]),
    'beside the span of the webhook',
  )
  const texts = exporter
    .getFinishedSpans()
    .map(({ name, attributes, events, status }) => JSON.stringify({ name, attributes, events, status }))
  showsNoSecret(t, texts.join())

  stop()
  await sendAll()
  t.equal(findSpans('telnyx webhook').length, spans.length)
})

function describeSpan({ attributes, status, duration: [seconds, nanoseconds] }: ReadableSpan) {
  return {
    outcome: attributes['telnyx.outcome'],
    code: attributes['telnyx.code'],
    status: attributes['http.response.status_code'],
    failure: status.code === SpanStatusCode.ERROR ? status.message : undefined,
    durationMs: seconds * 1000 + nanoseconds / 1e6,
  }
}
