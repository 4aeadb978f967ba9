import { subscribeToTelnyxCalls } from '@telnyx-call/core'
import type { FastifyBaseLogger } from 'fastify'

/**
 * Logs one line per webhook with pino: `logTelnyxCalls(app.log)`. Numbers come masked; what went wrong comes as a warning, or as
 * an error where the mistake is on our side.
 *
 * @returns the function that ends it.
 */
export function logTelnyxCalls(logger: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>): () => void {
  return subscribeToTelnyxCalls({
    refused({ exchange, storeError, ...facts }) {
      const level = facts.status < 500 ? 'warn' : 'error'
      logger[level]({ ...facts, err: storeError }, 'Telnyx webhook refused')
    },
    acknowledged({ exchange, ...facts }) {
      logger.info(facts, 'Telnyx webhook acknowledged')
    },
    settled({ exchange, storeError, onFailedError, ...facts }) {
      const line = { ...facts, err: storeError ?? onFailedError }
      if (facts.outcome !== 'handled') logger.error(line, 'Telnyx call not handled')
      else if (storeError !== undefined)
        logger.warn(line, 'Telnyx call handled, and the store does not know it yet')
      else if (facts.isOverBudget) logger.warn(line, 'Telnyx call handled, but the answer came too late')
      else logger.info(line, 'Telnyx call handled')
    },
  })
}
