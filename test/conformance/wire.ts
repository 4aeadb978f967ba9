import { connect, type Socket } from 'node:net'

/** A request, byte for byte as it goes out: nothing is added, joined or corrected on the way. */
export interface WireRequest {
  readonly method: string
  /** In this order and spelling; a name may come twice. `host` and the framing are added. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
  /**
   * How the end of the body is told. `'unfinished'` is chunked without the last chunk, `'none'` says nothing at all, and a
   * number is sent as content-length whatever the body's length is. Default `'content-length'`.
   */
  readonly framing?: 'content-length' | 'chunked' | 'unfinished' | 'none' | number
  /** Closes the client's side once everything is sent. */
  readonly halfClose?: boolean
  /** Sends the body in this many pieces, with a pause before each. */
  readonly pieces?: number
  readonly path?: string
}

/** A response as it came in. */
export interface WireAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const ANSWER_TIMEOUT_MILLISECONDS = 5000
const PAUSE_MILLISECONDS = 5

/** One TCP connection to a host under test, with as many exchanges as it lasts. */
export class Connection {
  readonly #socket: Socket
  #received = Buffer.alloc(0)
  /** Whether the server's side has ended: what was received is all there is. */
  #closed = false
  #wake: () => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#wake()
    })
    // A server may cut a refused request short: then there is an answer to read, or none, which readAnswer tells.
    socket.on('error', () => {})
    for (const ending of ['end', 'close']) {
      socket.on(ending, () => {
        this.#closed = true
        this.#wake()
      })
    }
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
      socket.once('error', reject).once('connect', () => resolve(new Connection(socket)))
    })
  }

  write(bytes: Uint8Array): void {
    this.#socket.write(bytes)
  }

  /** Closes the client's side. */
  end(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Sends a whole request and waits for its answer. */
  async exchange(request: WireRequest): Promise<WireAnswer> {
    const body = encodeBody(request)
    const pieceLength = Math.ceil(body.length / (request.pieces ?? 1)) || 1
    if (request.pieces === undefined) this.write(Buffer.concat([encodeHead(request), body]))
    else {
      this.write(encodeHead(request))
      for (let start = 0; start < body.length; start += pieceLength) {
        await pause(PAUSE_MILLISECONDS)
        this.write(body.subarray(start, start + pieceLength))
      }
    }
    if (request.halfClose) this.#socket.end()
    return this.readAnswer(request.method)
  }

  /** Waits for the next answer, 5 seconds at most. An answer `100 Continue` is passed over. */
  async readAnswer(method = 'POST'): Promise<WireAnswer> {
    const deadline = Date.now() + ANSWER_TIMEOUT_MILLISECONDS
    for (;;) {
      const read = parseAnswer(this.#received, method, this.#closed)
      if (read) {
        this.#received = this.#received.subarray(read.length)
        if (read.answer.status >= 200) return read.answer
        continue
      }
      if (this.#closed) throw new Error(`the connection closed without an answer to ${method}`)
      if (Date.now() >= deadline) throw new Error(`no answer to ${method} within 5 seconds`)
      await this.#waitForMore(deadline - Date.now())
    }
  }

  /** Resolves to whether the server closes its side within 5 seconds. */
  async waitForClose(): Promise<boolean> {
    const deadline = Date.now() + ANSWER_TIMEOUT_MILLISECONDS
    while (!this.#closed && Date.now() < deadline) await this.#waitForMore(deadline - Date.now())
    return this.#closed
  }

  #waitForMore(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/** Sends one request on a connection of its own. */
export async function exchange(port: number, request: WireRequest): Promise<WireAnswer> {
  const connection = await Connection.open(port)
  try {
    return await connection.exchange(request)
  } finally {
    connection.destroy()
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** The request line and the headers, up to where the body starts. */
export function encodeHead({ method, path, headers, body, framing }: WireRequest): Buffer {
  const lines = [`${method} ${path ?? '/webhooks/telnyx'} HTTP/1.1`, 'host: 127.0.0.1']
  for (const [name, value] of headers) lines.push(`${name}: ${value}`)
  if (framing === 'chunked' || framing === 'unfinished') lines.push('transfer-encoding: chunked')
  else if (framing !== 'none')
    lines.push(`content-length: ${typeof framing === 'number' ? framing : body.length}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

/** The body as it goes out: two chunks where it is chunked. */
export function encodeBody({ body, framing }: WireRequest): Buffer {
  if (framing !== 'chunked' && framing !== 'unfinished') return Buffer.from(body)
  const middle = Math.ceil(body.length / 2)
  const chunks = [body.subarray(0, middle), body.subarray(middle)].filter((chunk) => chunk.length > 0)
  const encoded = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from('\r\n'),
  ])
  return Buffer.concat(framing === 'chunked' ? [...encoded, Buffer.from('0\r\n\r\n')] : encoded)
}

function parseAnswer(
  received: Buffer,
  method: string,
  closed: boolean,
): { answer: WireAnswer; length: number } | undefined {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const [statusLine = '', ...lines] = received.toString('latin1', 0, headEnd).split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1])
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
  const rest = received.subarray(headEnd + 4)
  const read = readAnswerBody(rest, headers, method === 'HEAD' || status < 200 || status === 204, closed)
  return read && { answer: { status, headers, body: read.body }, length: headEnd + 4 + read.length }
}

function readAnswerBody(
  rest: Buffer,
  headers: Readonly<Record<string, string>>,
  isBodiless: boolean,
  closed: boolean,
): { body: Buffer; length: number } | undefined {
  if (isBodiless) return { body: Buffer.alloc(0), length: 0 }
  if (headers['transfer-encoding'] === 'chunked') return readChunks(rest)
  const announced = headers['content-length']
  if (announced === undefined) return closed ? { body: rest, length: rest.length } : undefined
  const length = Number(announced)
  return rest.length < length ? undefined : { body: Buffer.from(rest.subarray(0, length)), length }
}

function readChunks(rest: Buffer): { body: Buffer; length: number } | undefined {
  const chunks: Buffer[] = []
  for (let start = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', start)
    if (lineEnd === -1) return undefined
    const length = Number.parseInt(rest.toString('latin1', start, lineEnd), 16)
    const end = lineEnd + 2 + length
    if (rest.length < end + 2) return undefined
    if (length === 0) return { body: Buffer.concat(chunks), length: end + 2 }
    chunks.push(rest.subarray(lineEnd + 2, end))
    start = end + 2
  }
}
