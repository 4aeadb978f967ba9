import ts from 'typescript'

/** What the sources say of an option: in its doc comment, and in the code. */
export interface DocumentedOption {
  readonly name: string
  /** What its doc comment calls the default, without backticks: `Default 300.` is `300`. */
  readonly documentedDefault: string | undefined
}

/** Files of the project, parsed and with their types. */
export class SourceFiles {
  readonly #program: ts.Program
  readonly #checker: ts.TypeChecker

  constructor(paths: readonly string[]) {
    const { config } = ts.readConfigFile('tsconfig.base.json', ts.sys.readFile)
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.')
    this.#program = ts.createProgram([...paths], options)
    // It gives every node its parent as well, without which there are no comments.
    this.#checker = this.#program.getTypeChecker()
  }

  /** The members of an interface, without those that it inherits. */
  readOptions(path: string, interfaceName: string): readonly DocumentedOption[] {
    const found = this.#find(path, ts.isInterfaceDeclaration).find(({ name }) => name.text === interfaceName)
    if (found === undefined) throw new Error(`${path} has no interface ${interfaceName}.`)
    return found.members.map((member) => {
      const comment = ts.getTextOfJSDocComment(ts.getJSDocCommentsAndTags(member).find(ts.isJSDoc)?.comment)
      const [, text] = /\bDefault:?\s+(`[^`]*`|[^\s,.;]+)/.exec(comment ?? '') ?? []
      return { name: readName(member.name), documentedDefault: text?.replaceAll('`', '') }
    })
  }

  /** The values with which a function fills in what its parameters lack: `{ table = 'calls' } = {}`. */
  readParameterDefaults(path: string, functionName: string): Readonly<Record<string, unknown>> {
    const found = this.#find(path, ts.isFunctionDeclaration).find(({ name }) => name?.text === functionName)
    if (found === undefined) throw new Error(`${path} has no function ${functionName}.`)
    const defaults: Record<string, unknown> = {}
    for (const { name } of found.parameters) {
      if (!ts.isObjectBindingPattern(name)) continue
      for (const { name: option, initializer } of name.elements) {
        if (initializer !== undefined) defaults[readName(option)] = this.#readValue(initializer)
      }
    }
    return defaults
  }

  /** The fallback in a call such as `readDurationMs(timeoutMs, 'timeoutMs', 10_000)`. */
  readFallback(path: string, option: string): unknown {
    for (const {
      arguments: [, name, fallback],
    } of this.#find(path, ts.isCallExpression)) {
      if (name && fallback && ts.isStringLiteral(name) && name.text === option)
        return this.#readValue(fallback)
    }
    throw new Error(`${path} reads no option ${option}.`)
  }

  /** The value of a literal or a constant, or the text of anything else. */
  #readValue(expression: ts.Expression): unknown {
    const type = this.#checker.getTypeAtLocation(expression)
    if (type.isStringLiteral() || type.isNumberLiteral()) return type.value
    return expression.getText(expression.getSourceFile()).replace(/^\(\) => (.*)\(\)$/, '$1')
  }

  #find<Node extends ts.Node>(path: string, isWanted: (node: ts.Node) => node is Node): readonly Node[] {
    const file = this.#program.getSourceFile(path)
    if (file === undefined) throw new Error(`There is no ${path}.`)
    const found: Node[] = []
    const visit = (node: ts.Node) => {
      if (isWanted(node)) found.push(node)
      ts.forEachChild(node, visit)
    }
    visit(file)
    return found
  }
}

function readName(name: ts.Node | undefined): string {
  return name !== undefined && ts.isIdentifier(name) ? name.text : ''
}
