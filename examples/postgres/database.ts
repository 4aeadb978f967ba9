/** What the server and the worker have to agree on. */
export const TASK = 'price-call'

/** The payload of a job. */
export interface CallToPrice {
  /** In the table `calls`. */
  readonly id: string
  readonly durationSeconds: number
}

export const connectionString = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'
