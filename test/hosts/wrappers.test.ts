import t, { type Test } from 'tap'
import { pause, type WireRequest } from '../conformance/wire.ts'
import { postCall, postForgedCall } from './calls.ts'
import { type ExchangeWatch, readOutcomes, watched } from './exchange-watch.ts'
import { type LambdaAnswer, type LambdaFunction, lambdaEvents } from './lambda-events.ts'
import {
  codegenieFunctions,
  type FunctionMaker,
  fastifyLambdaFunctions,
  serverlessHttpFunctions,
  vendiaFunctions,
} from './lambda-functions.ts'

t.setTimeout(120_000)

const PATIENCE_MS = 3000
const WORK_MS = 50

const wrappers: Readonly<Record<string, Readonly<Record<string, FunctionMaker>>>> = {
  'H6 serverless-http': serverlessHttpFunctions,
  'H7 @vendia/serverless-express': vendiaFunctions,
  '@codegenie/serverless-express': codegenieFunctions,
  '@fastify/aws-lambda': fastifyLambdaFunctions,
}

for (const [wrapper, makers] of Object.entries(wrappers)) {
  t.test(wrapper, async (t) => {
    for (const [host, createFunction] of Object.entries(makers)) {
      for (const [payload, createEvent] of Object.entries(lambdaEvents)) {
        await t.test(
          `${host}, ${payload}`,
          watched((t, watch) => playCopies(t, watch, createFunction, createEvent)),
        )
      }
      await t.test(
        `${host}, copies at the same time`,
        watched((t, watch) => playCrowd(t, watch, createFunction)),
      )
      await t.test(
        `${host}, a handler that fails first`,
        watched((t, watch) => playFailure(t, watch, createFunction)),
      )
    }
  })
}

/** Invokes a function, and fails where it does not answer in time. */
async function invoke(handle: LambdaFunction, event: object): Promise<LambdaAnswer> {
  const isOver = pause(PATIENCE_MS).then(() => {
    throw new Error(`the function did not answer within ${PATIENCE_MS} ms`)
  })
  return Promise.race([handle(event, {}), isOver])
}

async function playCopies(
  t: Test,
  watch: ExchangeWatch,
  createFunction: FunctionMaker,
  createEvent: (request: WireRequest) => object,
): Promise<void> {
  let runCount = 0
  const handle = await createFunction(async () => {
    runCount += 1
  })
  const request = postCall()
  for (const copy of ['the first', 'the second', 'the third']) {
    t.equal((await invoke(handle, createEvent(request))).statusCode, 200, copy)
    t.strictSame(await readOutcomes(watch), ['handled'])
  }
  t.equal(runCount, 1)
  const refused = await invoke(handle, createEvent(postForgedCall()))
  t.equal(refused.statusCode, 403)
  t.match(refused.body, /"code":"signature_mismatch"/)
  t.strictSame([watch.accepted.length, watch.settled.length], [1, 1])
}

async function playCrowd(t: Test, watch: ExchangeWatch, createFunction: FunctionMaker): Promise<void> {
  let runCount = 0
  const handle = await createFunction(async () => {
    runCount += 1
    await pause(WORK_MS)
  })
  const request = postCall()
  const events = Object.values(lambdaEvents).map((createEvent) => createEvent(request))
  const answers = await Promise.all(events.map((event) => invoke(handle, event)))
  t.strictSame(
    answers.map(({ statusCode }) => statusCode),
    [200, 200, 200, 200],
  )
  t.equal(runCount, 1)
  t.strictSame(await readOutcomes(watch), ['handled'])
}

async function playFailure(t: Test, watch: ExchangeWatch, createFunction: FunctionMaker): Promise<void> {
  let runCount = 0
  const handle = await createFunction(async () => {
    runCount += 1
    await pause(WORK_MS)
    if (runCount === 1) throw new Error('the handler failed, as this test wants')
  })
  const request = postCall()
  const createEvent = lambdaEvents['payload 2.0'] ?? (() => ({}))
  t.equal((await invoke(handle, createEvent(request))).statusCode, 500)
  t.strictSame(await readOutcomes(watch), ['failed'])
  t.equal((await invoke(handle, createEvent(request))).statusCode, 200, 'a copy is handled')
  t.equal(runCount, 2)
  t.strictSame(await readOutcomes(watch), ['failed', 'handled'])
}
