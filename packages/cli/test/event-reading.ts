/** One server-sent event. */
export interface ServerSentEvent {
  readonly event: string
  readonly data: string
  readonly id?: string
}

/** Reads the first events of a stream, up to one that is the last, then closes it. */
export async function readEvents(
  url: string,
  count: number,
  lastEventId?: string,
  isLast: (event: ServerSentEvent) => boolean = () => false,
): Promise<ServerSentEvent[]> {
  const controller = new AbortController()
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const response = await fetch(url, { headers, signal: controller.signal })
  if (response.body === null) throw new Error('There is no stream.')
  const events: ServerSentEvent[] = []
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    events.push(...blocks.flatMap(parseEvent))
    if (events.length >= count || events.some(isLast)) break
  }
  controller.abort()
  return events
}

/** @returns nothing for a comment */
function parseEvent(block: string): ServerSentEvent[] {
  const lines = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line) ?? [])
  const find = (name: string) => lines.find(([, field]) => field === name)?.[2]
  const [event, data, id] = [find('event'), find('data'), find('id')]
  return event === undefined || data === undefined ? [] : [{ event, data, ...(id !== undefined && { id }) }]
}
