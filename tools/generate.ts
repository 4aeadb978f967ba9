import { fileURLToPath } from 'node:url'
import { endedCall, writeEventModule } from './generate/event-module.ts'
import { type EventSpecification, readEvents } from './generate/event-specification.ts'
import { writeEventTable } from './generate/event-table.ts'
import { expectValidExamples } from './generate/examples.ts'
import { writeEventSchemasModule, writeSchemaModule } from './generate/json-schema.ts'
import { readRepositoryUrl, writeManifests, writeRepositoryModule } from './generate/manifests.ts'
import { writeRegistryModule } from './generate/registry.ts'
import { writeSampleEventsModule } from './generate/sample-events.ts'
import { writeSentCallModule } from './generate/sent-call.ts'
import { type Sources, writeSources } from './generate/source-files.ts'
import { SpecificationError } from './generate/specification-error.ts'
import { writeValidatorModule, writeValidatorTypesModule } from './generate/validator.ts'

const eventFolder = 'packages/core/src/events/generated'

/**
 * `tsx tools/generate.ts [specification folder [root]]`: generates everything that depends on the specification, or on the repository's
 * address in package.json.
 */
function generate(specificationDirectory: string, root: string): void {
  const events = readEvents(specificationDirectory)
  const repositoryUrl = readRepositoryUrl(resolveInRepository(''))
  expectValidExamples(events)
  writeSources(root, {
    ...writeEndedCallSources(events),
    ...writeEventSources(events),
    ...withHeader('package.json', 'packages/core/src/generated', {
      'repository.ts': writeRepositoryModule(repositoryUrl),
    }),
    ...writeManifests(root, repositoryUrl),
    'docs/events.md': writeEventTable(events),
  })
}

/** Modules only for ended calls, which have the fastest path through the receiver. */
function writeEndedCallSources(events: readonly EventSpecification[]): Sources {
  const call = events.find(({ type }) => type === endedCall)
  if (call === undefined)
    throw new SpecificationError('x-event', `must be ${endedCall} for one of the events`)
  return withHeader(`spec/${call.file}`, eventFolder, {
    'schema.ts': writeSchemaModule(call),
    'event-schemas.ts': writeEventSchemasModule(events, endedCall),
    'sent-call.ts': writeSentCallModule(call),
    'schema-validator.ts': writeValidatorTypesModule(),
    'validate.ts': writeValidatorModule(call),
  })
}

function writeEventSources(events: readonly EventSpecification[]): Sources {
  const modules = events.map((event) =>
    withHeader(`spec/${event.file}`, eventFolder, { [`${event.type}.ts`]: writeEventModule(event) }),
  )
  return {
    ...Object.assign({}, ...modules),
    ...withHeader('spec/', eventFolder, { 'registry.ts': writeRegistryModule(events) }),
    ...withHeader('spec/', 'packages/testing/src/generated', {
      'sample-events.ts': writeSampleEventsModule(events),
    }),
  }
}

function withHeader(origin: string, folder: string, sources: Sources): Sources {
  const header = `// Generated from ${origin}: change that and run \`pnpm generate\`.\n\n`
  return Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [`${folder}/${name}`, header + source.trimStart()]),
  )
}

function resolveInRepository(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

const [specificationDirectory = resolveInRepository('spec'), root = resolveInRepository('')] =
  process.argv.slice(2)

try {
  generate(specificationDirectory, root)
} catch (error) {
  if (!(error instanceof SpecificationError)) throw error
  console.error(`${specificationDirectory}: ${error.message}`)
  process.exitCode = 1
}
