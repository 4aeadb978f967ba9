/** The specification contains something that the generator does not understand. `where` is the path in the YAML. */
export class SpecificationError extends Error {
  override readonly name = 'SpecificationError'

  constructor(where: string, problem: string) {
    super(`${where}: ${problem}`)
  }
}
