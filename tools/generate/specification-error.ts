/** The specification says something that the generator does not understand. `where` leads to the place in the YAML. */
export class SpecificationError extends Error {
  override readonly name = 'SpecificationError'

  constructor(where: string, problem: string) {
    super(`${where}: ${problem}`)
  }
}
