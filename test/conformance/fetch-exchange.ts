import { CALLBACK_PATH, type OpenExchange, type RunningHost } from './host.ts'
import { pause, type WireAnswer, type WireRequest } from './wire.ts'

const ANSWER_TIMEOUT_MILLISECONDS = 5000
const PAUSE_MILLISECONDS = 5

type Serve = (request: Request) => Promise<Response>

/** Sends requests by calling the application, as a host does that has no sockets to show. */
export function sendInProcess(serve: Serve, origin = 'http://127.0.0.1'): Pick<RunningHost, 'send' | 'open'> {
  return {
    send: (request) => new CalledExchange(serve, request, origin).readAnswer(),
    open: async (request) => new CalledExchange(serve, request, origin),
  }
}

/** One request, from the side of the sender. */
class CalledExchange implements OpenExchange {
  readonly #controller = new AbortController()
  readonly #answer: Promise<WireAnswer>

  constructor(serve: Serve, request: WireRequest, origin: string) {
    this.#answer = this.#exchange(serve, request, origin)
    // Whoever leaves does not wait for it.
    this.#answer.catch(() => {})
  }

  readAnswer(): Promise<WireAnswer> {
    const timeout = pause(ANSWER_TIMEOUT_MILLISECONDS).then(() => {
      throw new Error('no answer within 5 seconds')
    })
    return Promise.race([this.#answer, timeout])
  }

  destroy(): void {
    this.#controller.abort()
  }

  async #exchange(serve: Serve, wireRequest: WireRequest, origin: string): Promise<WireAnswer> {
    const { signal } = this.#controller
    const response = await serve(createRequest(wireRequest, origin, signal))
    const headers = Object.fromEntries(response.headers)
    const body = await readAll(response.body, signal)
    return { status: response.status, headers, body: wireRequest.method === 'HEAD' ? Buffer.alloc(0) : body }
  }
}

/** Reads on until the sender leaves; then it cancels the body, as a server does. */
async function readAll(body: ReadableStream<Uint8Array> | null, signal: AbortSignal): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0)
  const reader = body.getReader()
  const leave = () => void reader.cancel(new Error('the sender has left')).catch(() => {})
  if (signal.aborted) leave()
  signal.addEventListener('abort', leave)
  const chunks: Uint8Array[] = []
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    chunks.push(value)
  }
}

function createRequest(wireRequest: WireRequest, origin: string, signal: AbortSignal): Request {
  const { method, headers: pairs, path = CALLBACK_PATH, framing = 'content-length', body } = wireRequest
  const headers = new Headers(pairs.map(([name, value]) => [name, value]))
  if (typeof framing === 'number') headers.set('content-length', String(framing))
  else if (framing === 'content-length') headers.set('content-length', String(body.length))
  const hasBody = framing !== 'none' && method !== 'GET' && method !== 'HEAD'
  return new Request(`${origin}${path}`, {
    method,
    headers,
    signal,
    ...(hasBody && { body: createBody(wireRequest), duplex: 'half' }),
  })
}

function createBody({ body, framing, pieces }: WireRequest): Uint8Array<ArrayBuffer> | ReadableStream {
  const bytes = new Uint8Array(body)
  const isChunked = framing === 'chunked' || framing === 'unfinished'
  if (!isChunked && pieces === undefined) return bytes
  const pieceLength = Math.ceil(bytes.length / (pieces ?? 2)) || 1
  let start = 0
  return new ReadableStream({
    async pull(controller) {
      if (pieces !== undefined) await pause(PAUSE_MILLISECONDS)
      if (start < bytes.length) controller.enqueue(bytes.slice(start, start + pieceLength))
      else if (framing === 'unfinished') await new Promise(() => {})
      else controller.close()
      start += pieceLength
    },
  })
}
