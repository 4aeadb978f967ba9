/**
 * Runs the examples as processes, sends every kind of request to each, and prints a table of the results. Then it sends a day of 300 mixed
 * requests through `telnyx-call listen` to all of them, and prints the address of its page; `--keep` leaves everything running until Ctrl+C.
 * Exits 0 only if every cell and every answer is as expected.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type TelnyxCall, toCallRecord } from '@telnyx-call/core'
import { createDay } from './demo/day.ts'
import { type ExampleProcess, startExample } from './demo/example-process.ts'
import { type InspectorProcess, startInspector } from './demo/inspector-process.ts'
import { createDemoRequests, type DemoRequest, keys } from './demo/requests.ts'

const FRAMEWORKS = ['Fastify', 'Koa', 'Express', 'Hono']

const examples = await Promise.all(FRAMEWORKS.map((name) => startExample(name.toLowerCase(), keys.publicKey)))
try {
  const requests = createDemoRequests()
  const columns = await Promise.all(examples.map((example) => postAll(example, requests)))
  const isAsExpected = printTable(requests, columns)
  printRecord(examples[0]?.handled[0])
  const isDayAsExpected = await showDay(examples)
  process.exitCode = isAsExpected && isDayAsExpected ? 0 : 1
} finally {
  const exitCodes = await Promise.all(examples.map((example) => example.stop()))
  if (exitCodes.some((code) => code !== 0)) process.exitCode = 1
  console.log(`\nStopped by SIGTERM, exit codes: ${exitCodes.join(', ')}`)
}

/** Sends every request to one example and returns each outcome as a table cell. */
async function postAll(
  example: ExampleProcess,
  requests: readonly DemoRequest[],
): Promise<readonly string[]> {
  const answers: { status: number; code: string | undefined }[] = []
  for (const { request } of requests) {
    const response = await fetch(example.url, request)
    const text = await response.text()
    const isProblem = response.headers.get('content-type') === 'application/problem+json'
    answers.push({ status: response.status, code: isProblem ? JSON.parse(text).code : undefined })
  }
  await waitForOutput(example, requests)
  return answers.map(({ status, code }, index) => {
    const sid = requests[index]?.callSid
    const earlier = requests.slice(0, index).filter(({ callSid }) => callSid === sid).length
    const isHandled = example.handled.filter(({ CallSid }) => CallSid === sid).length > earlier
    return `${status} ${[isHandled && 'handled', code].filter(Boolean).join(' and ') || 'acknowledged'}`
  })
}

/** Sends a day through the inspector to every example. @returns whether just the genuine requests were accepted. */
async function showDay(examples: readonly ExampleProcess[]): Promise<boolean> {
  const inspector = await startInspector(
    keys.publicKey,
    examples.map(({ url }) => url),
  )
  try {
    console.log('\nA day of 300 requests, through telnyx-call listen to all of them:')
    const isAsExpected = await sendDay(inspector)
    if (process.argv.includes('--keep')) {
      console.log(`\n  ${inspector.pageUrl}\n\nOpen this page to see them. Ctrl+C ends.`)
      // Ctrl+C in a terminal reaches this process more than once, by way of those that started it.
      await new Promise((resolve) => process.on('SIGINT', resolve))
    } else {
      console.log(`The page was ${inspector.pageUrl}\nTo look at it, run the demo with --keep.`)
    }
    return isAsExpected
  } finally {
    await inspector.stop()
  }
}

async function sendDay({ url }: InspectorProcess): Promise<boolean> {
  const statuses = new Map<number, number>()
  let unexpected = 0
  for (const { request, isGenuine } of createDay()) {
    const { status } = await fetch(url, request)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if ((status === 403) === isGenuine) unexpected += 1
  }
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${count} x ${status}`)
  console.log(`${counts.join(', ')}; ${unexpected} not as expected`)
  return unexpected === 0
}

/** The handlers' output comes through a pipe and may arrive after the responses. */
async function waitForOutput(example: ExampleProcess, requests: readonly DemoRequest[]): Promise<void> {
  const expected = requests.filter((request) => request.expected.endsWith(' handled')).length
  for (let waited = 0; example.handled.length < expected && waited < 5000; waited += 20) await sleep(20)
  await sleep(100)
}

function printTable(requests: readonly DemoRequest[], columns: readonly (readonly string[])[]): boolean {
  const rows = requests.map(({ title, expected }, index) => {
    const cells = columns.map((column) => column[index] ?? '')
    return { title, cells, expected, isAsExpected: cells.every((cell) => cell === expected) }
  })
  const lines = [
    ['request', ...FRAMEWORKS, 'expected'],
    ...rows.map(({ title, cells, expected, isAsExpected }) => [
      title,
      ...cells,
      isAsExpected ? expected : `${expected}  <- DIFFERS`,
    ]),
  ]
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? []
  for (const line of lines)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  const failed = rows.filter((row) => !row.isAsExpected).length
  console.log(`\n${rows.length * FRAMEWORKS.length} cells, ${failed} rows not as expected\n`)
  return failed === 0
}

function printRecord(call: TelnyxCall | undefined): void {
  if (call === undefined) return
  console.log("toCallRecord(request.telnyxCall), for the specification's call:")
  console.log(toCallRecord(call))
}
