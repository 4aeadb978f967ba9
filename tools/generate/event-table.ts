import { quoteAll } from './condition.ts'
import type { EventSpecification } from './event-specification.ts'
import { describeMatch } from './match.ts'

const sources = {
  specification: "Telnyx's specification",
  page: "Telnyx's documentation",
  'customers-code': "customers' code only",
}

/** Writes docs/events.md, the reference of all events. */
export function writeEventTable(events: readonly EventSpecification[]): string {
  return `<!-- Generated from spec/: change that and run \`pnpm generate\`. -->

# Events

Events are recognized by their fields. They are tried from top to bottom, and the first match wins. A field is *present* if it is sent
with a value, and *sent* even if the value is empty.

| type | what happened | recognized by | waits for TeXML |
|---|---|---|---|
${events.map(writeRow).join('\n')}
| \`json\` | any JSON webhook from Telnyx | content type JSON, \`data.id\` and \`data.event_type\` | no |
| \`unknown\` | an event that this version does not know | none of the above matches | no |

**Waits for TeXML**: Telnyx expects a TeXML document in the response. Without one, the caller hears silence.

Each event below lists its fields under Telnyx's own names: required ones first, then optional ones. **Identity** lists the fields that
distinguish one occurrence from the next, so that a copy can be recognized. Fields with a question mark may be missing; if any other is, all
fields of the form are compared. Events without an identity are never treated as duplicates.
${events.map(writeSection).join('')}
## json

\`id\`, \`eventType\`, \`occurredAt\` and \`payload\` come from \`data\`; \`attempt\` comes from \`meta\`. Identity: \`id\`.

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
