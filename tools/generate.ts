import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { writeCallTypesModule } from './generate/call-types.ts'
import { writeSchemaModule } from './generate/json-schema.ts'
import { writeSentCallModule } from './generate/sent-call.ts'
import { writeSourceFile } from './generate/source-file.ts'
import { readSpecification } from './generate/specification.ts'
import { SpecificationError } from './generate/specification-error.ts'
import { writeValidatorModule, writeValidatorTypesModule } from './generate/validator.ts'

/** `tsx tools/generate.ts [specification.yaml [directory]]`: from the specification to the code that depends on it. */
function generate(specificationPath: string, directory: string): void {
  const specification = readSpecification(readFileSync(specificationPath, 'utf8'))
  const sources = {
    'schema.ts': writeSchemaModule(specification),
    'call.ts': writeCallTypesModule(specification),
    'sent-call.ts': writeSentCallModule(specification),
    'schema-validator.ts': writeValidatorTypesModule(),
    'validate.ts': writeValidatorModule(specification),
  }
  for (const [name, source] of Object.entries(sources)) writeSourceFile(directory, name, source)
}

function resolveInRepository(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

const [
  specificationPath = resolveInRepository('spec/texml-call-completed.openapi.yaml'),
  directory = resolveInRepository('packages/core/src/generated'),
] = process.argv.slice(2)

try {
  generate(specificationPath, directory)
} catch (error) {
  if (!(error instanceof SpecificationError)) throw error
  console.error(`${specificationPath}: ${error.message}`)
  process.exitCode = 1
}
