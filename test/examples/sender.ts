import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { createTestKeys, type SignedRequest, sampleCall, signedRequest } from '@telnyx-call/testing'

export const keys = createTestKeys()

export interface Answer {
  readonly status: number
  readonly milliseconds: number
}

/** The request for the end of one call. It carries no Dial fields: copies of calls that do reach the handler again. */
export function createCall(CallSid: string): SignedRequest {
  return signedRequest({ keys, fields: sampleCall('recorded', { CallSid }) })
}

/** Delivers the end of one call. */
export async function deliver(url: string, CallSid: string): Promise<Answer> {
  const started = performance.now()
  const response = await fetch(url, createCall(CallSid))
  await response.arrayBuffer()
  return { status: response.status, milliseconds: performance.now() - started }
}

/** A sender that keeps its connections, or uses each for one request. */
export class Sender {
  readonly #url: string
  readonly #agent: Agent

  constructor(url: string, options: { readonly keepsConnections: boolean }) {
    this.#url = url
    this.#agent = new Agent({ keepAlive: options.keepsConnections })
  }

  /** Sends a request. @returns the status of the answer; it rejects if the connection breaks before. */
  async send({ method, headers, body }: SignedRequest): Promise<number> {
    const call = request(this.#url, { method, headers, agent: this.#agent })
    call.end(body)
    const [response] = await once(call, 'response')
    response.resume()
    await once(response, 'end')
    return response.statusCode
  }

  close(): void {
    this.#agent.destroy()
  }
}
