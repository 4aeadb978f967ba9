import { Connection, pause } from '../conformance/wire.ts'
import type { Conversation } from './conversations.ts'
import type { FuzzRequest } from './requests.ts'

/** What came of one request. */
export interface FuzzAnswer {
  readonly request: FuzzRequest
  /** Undefined where none came. */
  readonly status: number | undefined
  /** Whether there has to be an answer: the request went out whole, and nothing beside it on the connection ends that. */
  readonly isDue: boolean
  /** Whether the status, where there is one, belongs to the request: Node answers what is no HTTP before what came earlier. */
  readonly isInOrder: boolean
}

const RETRIES = 5
const RETRY_AFTER_MS = 50

/** Plays a conversation, and sends good calls again that were answered 5xx, as Telnyx does. */
export async function converse(port: number, conversation: Conversation): Promise<readonly FuzzAnswer[]> {
  const answers = await converseOnce(port, conversation)
  return Promise.all(answers.map((answer) => repeat(port, answer)))
}

async function repeat(port: number, answer: FuzzAnswer): Promise<FuzzAnswer> {
  let last = answer
  for (let retry = 0; retry < RETRIES; retry += 1) {
    if (!last.request.isGood || last.status === undefined || last.status < 500) return last
    await pause(RETRY_AFTER_MS)
    const again = {
      requests: [last.request],
      isPipelined: true,
      cutAt: undefined,
      pieces: 1,
      pauseMs: 0,
    } as const
    last = (await converseOnce(port, { ...again, cut: 'destroy' }))[0] ?? last
  }
  return last
}

async function converseOnce(port: number, conversation: Conversation): Promise<readonly FuzzAnswer[]> {
  const { requests, isPipelined, cutAt } = conversation
  const connection = await Connection.open(port)
  try {
    if (isPipelined || cutAt !== undefined) {
      await sendAll(connection, conversation)
      return cutAt === undefined
        ? await readAnswers(connection, requests)
        : await leave(connection, conversation)
    }
    const answers: FuzzAnswer[] = []
    for (const request of requests) {
      await sendAll(connection, { ...conversation, requests: [request] })
      answers.push(
        ...(await readAnswers(
          connection,
          [request],
          answers.some(({ request }) => request.isLast),
        )),
      )
    }
    return answers
  } finally {
    connection.destroy()
  }
}

async function sendAll(
  connection: Connection,
  { requests, cutAt, pieces, pauseMs }: Conversation,
): Promise<void> {
  const bytes = Buffer.concat(requests.flatMap(({ head, body }) => [head, body]))
  const last = requests.at(-1)
  const lastLength = last ? last.head.length + last.body.length : 0
  const end = cutAt === undefined ? bytes.length : bytes.length - Math.ceil((1 - cutAt) * lastLength)
  const pieceLength = Math.max(1, Math.ceil(end / pieces))
  for (let start = 0; start < end; start += pieceLength) {
    if (start > 0) await pause(pauseMs)
    connection.write(bytes.subarray(start, Math.min(end, start + pieceLength)))
  }
}

/** Breaks off: nothing is due then, and whatever comes of it is right as long as nothing is handled twice. */
async function leave(
  connection: Connection,
  { requests, cut, pauseMs }: Conversation,
): Promise<FuzzAnswer[]> {
  if (cut === 'half-close') connection.end()
  await pause(pauseMs)
  return requests.map((request) => ({ request, status: undefined, isDue: false, isInOrder: false }))
}

async function readAnswers(
  connection: Connection,
  requests: readonly FuzzRequest[],
  isOver = false,
): Promise<readonly FuzzAnswer[]> {
  // A connection that is closed while the client still sends may take answers with it that were on their way.
  const isDue = !isOver && !requests.some(({ isLast }) => isLast)
  const isInOrder = !requests.some(({ isUnreadable }) => isUnreadable)
  const answers: FuzzAnswer[] = []
  for (const request of requests) {
    const status = await connection.readAnswer(request.method).then(
      (answer) => answer.status,
      () => undefined,
    )
    answers.push({ request, status, isDue, isInOrder })
  }
  return answers
}
