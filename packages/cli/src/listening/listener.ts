import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestKeys } from '@telnyx-call/testing'
import packageJson from '../../package.json' with { type: 'json' }
import { UsageError } from '../exit.ts'
import { DELIVERY_CAP, DeliveryStore } from '../inspector/delivery-store.ts'
import { Examiner } from '../inspector/examination.ts'
import { InspectorServer } from '../inspector/inspector-server.ts'
import { readPageToken } from '../inspector/page-token.ts'
import type { About } from '../inspector/protocol.ts'
import { Attempts } from './attempts.ts'
import { DeliveryReceiver, type DeliveryReceiverOptions } from './delivery-receiver.ts'
import type { ListenSettings } from './listen-settings.ts'
import { planMischief } from './misbehavior.ts'
import { EMPTY_TEXML } from './reply.ts'

const HOST = '127.0.0.1'

/** A receiver that listens, and its page. */
export interface Listener {
  readonly receiverUrl: string
  /** With its token; absent without a page. */
  readonly pageUrl?: string
  readonly store: DeliveryStore
  readonly attempts: Attempts
  readonly examiner: Examiner
  close(): void
}

/**
 * Starts the receiver and the page's server.
 *
 * @throws UsageError (codes `invalid_public_key`, `port_in_use`, `port_not_allowed`)
 */
export async function startListener(
  settings: ListenSettings,
  keys: TestKeys,
  onAnswered: DeliveryReceiverOptions['onAnswered'],
): Promise<Listener> {
  const store = new DeliveryStore()
  const attempts = new Attempts()
  const examiner = createExaminer(settings, keys)
  const receiver = new DeliveryReceiver({
    examiner,
    store,
    attempts,
    forwards: settings.forwards,
    texml: settings.texml ?? Buffer.from(EMPTY_TEXML),
    planMischief: planMischief(settings.misbehavior),
    onAnswered,
  })
  const server = createServer((request, response) => route(receiver, request, response))
  const receiverUrl = `http://${HOST}:${await bind(server, settings.port, '--port')}/`
  const closeServer = () => {
    server.close()
    server.closeAllConnections()
  }
  const { pagePort } = settings
  if (pagePort === undefined) return { receiverUrl, store, attempts, examiner, close: closeServer }
  const about = describeListener(settings, keys, receiverUrl)
  const token = readPageToken(settings.home)
  const inspector = new InspectorServer({
    store,
    about,
    token,
    describe: async (delivery) =>
      (await import('../inspector/delivery-detail.ts')).describeDelivery(delivery, {
        examiner,
        store,
        about,
      }),
    send: async (body) => (await import('../inspector/signed-sending.ts')).sendSigned(body, about, keys),
  })
  const port = await bind(inspector.server, pagePort, '--page-port').catch((error: unknown) => {
    closeServer()
    throw error
  })
  const close = () => {
    closeServer()
    inspector.close()
  }
  return { receiverUrl, pageUrl: `http://${HOST}:${port}/${token}/`, store, attempts, examiner, close }
}

function route(receiver: DeliveryReceiver, request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/healthz' && (request.method === 'GET' || request.method === 'HEAD')) {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}\n')
    return
  }
  receiver.receive(request, response).catch((error: unknown) => {
    process.stderr.write(`A request could not be answered: ${String(error)}\n`)
    response.destroy()
  })
}

/** @returns the port */
async function bind(server: Server, port: number, option: string): Promise<number> {
  try {
    server.listen(port, HOST)
    await once(server, 'listening')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new UsageError(
        'port_in_use',
        `Port ${port} is in use. Choose another with ${option}, or 0 for any free one.`,
      )
    }
    throw new UsageError(
      'port_not_allowed',
      `Port ${port} cannot be used: ${message}. Choose another with ${option}.`,
    )
  }
  return (server.address() as AddressInfo).port
}

function createExaminer({ accountKey }: ListenSettings, keys: TestKeys): Examiner {
  try {
    return new Examiner(
      [...new Set([keys.publicKey, ...(accountKey === undefined ? [] : [accountKey])])],
      keys,
    )
  } catch (error) {
    throw new UsageError(
      'invalid_public_key',
      (error as Error).message.replace('publicKey', '--public-key (or TELNYX_PUBLIC_KEY)'),
    )
  }
}

function describeListener(settings: ListenSettings, { publicKey }: TestKeys, receiverUrl: string): About {
  const { accountKey, forwards, recordFolder } = settings
  return {
    instance: randomBytes(8).toString('hex'),
    version: packageJson.version,
    receiverUrl,
    publicKeys: [
      ...(accountKey === undefined || accountKey === publicKey
        ? []
        : [{ publicKey: accountKey, of: 'account' } as const]),
      { publicKey, of: 'development' },
    ],
    forwards,
    cap: DELIVERY_CAP,
    ...(recordFolder !== undefined && { recordFolder }),
    responseTimeoutMs: 2000,
  }
}
