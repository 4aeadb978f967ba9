/** Makes what the inbox needs: the package's table, and one for the rows that the handlers write. */
export async function createInboxTables(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { migrate } = await import('@telnyx-call/postgres')
    await migrate(client)
    // Without a unique key: it is not the table that keeps doubles off.
    await client.query('CREATE TABLE handled_calls (call_sid text NOT NULL)')
  })
}

/** Reads the rows that the handlers wrote: the CallSid of each. */
export async function readHandledCalls(url: string): Promise<readonly string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ call_sid: string }>('SELECT call_sid FROM handled_calls')
    return rows.map((row) => row.call_sid)
  })
}

async function withClient<Result>(
  url: string,
  use: (client: import('pg').Client) => Promise<Result>,
): Promise<Result> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
