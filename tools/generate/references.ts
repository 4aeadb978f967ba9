import { SpecificationError } from './specification-error.ts'
import { readMapping, readPath, type YamlMapping } from './yaml-value.ts'

/** Follows `$ref: shared.openapi.yaml#/components/schemas/To`, from one file of the specification to another or within one. */
export class References {
  readonly #documents: ReadonlyMap<string, unknown>
  readonly #file: string

  /** @param file - the name of the file that contains the references. */
  constructor(documents: ReadonlyMap<string, unknown>, file: string) {
    this.#documents = documents
    this.#file = file
  }

  /** @returns the referenced value; keys beside `$ref` take precedence. */
  resolve(value: unknown, where: string): YamlMapping {
    const { $ref: reference, ...besides } = readMapping(value, where)
    if (reference === undefined) return besides
    const [file = '', path = ''] = String(reference).split('#/')
    const name = file === '' ? this.#file : file
    if (!this.#documents.has(name)) throw new SpecificationError(`${where}.$ref`, `there is no ${name}`)
    return { ...readPath(this.#documents.get(name), path.split('/')), ...besides }
  }
}
