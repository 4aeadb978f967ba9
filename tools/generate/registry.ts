import { nameInterface, toCamelCase } from './event-module.ts'
import type { EventSpecification } from './event-specification.ts'

/** Writes registry.ts: all events in the order in which they are tried, and their types. */
export function writeRegistryModule(events: readonly EventSpecification[]): string {
  const imports = events.map(
    ({ type }) => `import { ${toCamelCase(type)}, type ${nameInterface(type)} } from './${type}.ts'`,
  )
  return `
import type { EventDefinition } from '../event-definition.ts'
${imports.sort().join('\n')}

export type { ${events.map(({ type }) => nameInterface(type)).join(', ')} }

/** An event that is sent as a form. */
export type TelnyxFormEvent = ${events.map(({ type }) => nameInterface(type)).join(' | ')}

/** All events that are sent as forms, in the order in which they are tried. The first match wins. */
export const formEvents: readonly EventDefinition<TelnyxFormEvent['type']>[] = [${events.map(({ type }) => toCamelCase(type)).join(', ')}]
`
}
