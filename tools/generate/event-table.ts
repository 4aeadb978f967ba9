import { quoteAll } from './condition.ts'
import type { EventSpecification } from './event-specification.ts'
import { describeMatch } from './match.ts'

const sources = {
  specification: "Telnyx's specification",
  page: "Telnyx's documentation",
  'customers-code': 'code of customers only',
}

/** docs/events.md: what there is to know of every event. */
export function writeEventTable(events: readonly EventSpecification[]): string {
  return `<!-- Generated from spec/: change that and run \`pnpm generate\`. -->

# Events

Events are told apart by their fields. All of these are tried from top to bottom, and the first match is taken. A field is *present* when it is sent
with a value, and *sent* even if its value is empty.

| type | what happened | recognised by | waits for TeXML |
|---|---|---|---|
${events.map(writeRow).join('\n')}
| \`json\` | any JSON webhook of Telnyx | content type JSON, \`data.id\` and \`data.event_type\` | no |
| \`unknown\` | something new to this version | none of the above matches | no |

**Waits for TeXML**: Telnyx expects a TeXML document in the answer. Without one, the caller hears silence.

Each event below lists its fields under Telnyx's own names: required ones first, then those that are sent only sometimes. **Identity** is what tells
one occurrence from the next, so that a redelivered copy can be recognised. Where a field of it is missing, all fields of the form count, except for those with
a question mark. Events without an identity are never taken for duplicates.
${events.map(writeSection).join('')}
## json

\`id\`, \`eventType\`, \`occurredAt\` and \`payload\` are those of \`data\`; \`attempt\` is that of \`meta\`. Identity: \`id\`.

## unknown

\`fields\` has every field of the form; \`json\` has the body if it was JSON without \`data.id\` or \`data.event_type\`. Identity: all fields.
`
}

function writeRow(event: EventSpecification): string {
  return `| [\`${event.type}\`](#${event.type}) | ${event.summary} | ${describeMatch(event.match)} | ${describeWaiting(event)} |`
}

function describeWaiting({ waitsForTexml }: EventSpecification): string {
  if (typeof waitsForTexml === 'boolean') return waitsForTexml ? 'yes' : 'no'
  return `with ${quoteAll(waitsForTexml, 'or')}`
}

function writeSection(event: EventSpecification): string {
  const required = event.fields.filter((field) => field.required).map(({ name }) => name)
  const optional = event.fields.filter((field) => !field.required).map(({ name }) => name)
  const like = event.patterns.map(({ exampleName }) => `names like \`${exampleName}\``)
  const others = [...optional.map((name) => `\`${name}\``), ...like]
  return `
## ${event.type}

${event.description === event.summary ? event.summary : `${event.summary} ${event.description}`}

- Required: ${required.map((name) => `\`${name}\``).join(', ')}
- Optional: ${others.length > 0 ? others.join(', ') : 'none'}
- Identity: ${describeIdentity(event)}
- Source: ${sources[event.documented]}
`
}

function describeIdentity({ identity }: EventSpecification): string {
  if (identity === 'all') return 'all fields'
  return identity === 'none' ? 'none' : identity.map((name) => `\`${name}\``).join(', ')
}
