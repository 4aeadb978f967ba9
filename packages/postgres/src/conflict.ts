const ATTEMPTS = 5
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'

/**
 * Runs statements again if PostgreSQL reports a conflict with a concurrent transaction. With READ COMMITTED, PostgreSQL's default isolation
 * level, only deadlocks are such conflicts.
 *
 * @param attempt - must leave nothing behind when it fails.
 */
export async function retryConflicts<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let count = 1; ; count++) {
    try {
      return await attempt()
    } catch (error) {
      if (count === ATTEMPTS || !isConflict(error)) throw error
    }
  }
}

function isConflict(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false
  return error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK
}
