import type { ConformanceCase } from '../case.ts'
import { bearerCases } from './bearer.ts'
import { bodyCases } from './body.ts'
import { callCases } from './calls.ts'
import { connectionCases } from './connection.ts'
import { documentedCases } from './documented.ts'
import { duplicateCases } from './duplicates.ts'
import { envelopeCases } from './envelope.ts'
import { eventCases } from './events.ts'
import { failureCases } from './failures.ts'
import { handlerCases } from './handler.ts'
import { headerCases } from './headers.ts'
import { interruptionCases } from './interruption.ts'
import { jsonCases } from './json.ts'
import { keyCases } from './keys.ts'
import { listenerCases } from './listeners.ts'
import { outageCases } from './outages.ts'
import { bodyParserCases } from './parsers.ts'
import { redeliveryCases } from './redeliveries.ts'
import { refusalCases } from './refusals.ts'
import { schemaCases } from './schema.ts'
import { signatureCases } from './signature.ts'
import { sizeCases } from './size.ts'
import { texmlCases } from './texml.ts'
import { windowCases } from './window.ts'

/** Every promise, in the order in which a request meets them. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...envelopeCases,
  ...headerCases,
  ...signatureCases,
  ...bearerCases,
  ...windowCases,
  ...keyCases,
  ...sizeCases,
  ...bodyCases,
  ...eventCases,
  ...jsonCases,
  ...documentedCases,
  ...schemaCases,
  ...callCases,
  ...refusalCases,
  ...handlerCases,
  ...duplicateCases,
  ...redeliveryCases,
  ...texmlCases,
  ...outageCases,
  ...failureCases,
  ...bodyParserCases,
  ...connectionCases,
  ...interruptionCases,
  ...listenerCases,
]
