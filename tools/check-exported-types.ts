/**
 * Finds `any` in the exported declarations of the packages, whether explicit or caused by an unresolved import. Prints each place and exits
 * 1 if there is one.
 */
import { globSync } from 'tinyglobby'
import ts from 'typescript'

const files = globSync('packages/*/dist/*.d.{mts,cts}')
const program = ts.createProgram(files, {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  types: ['node'],
  strict: true,
  noEmit: true,
})
const checker = program.getTypeChecker()

function findAny(source: ts.SourceFile, node: ts.Node): string[] {
  // A template literal type's span that starts with `${` is not a type of its own, although it counts as a type node.
  const isType = ts.isTypeNode(node) && !ts.isTemplateLiteralTypeSpan(node)
  const isAny = isType && (checker.getTypeFromTypeNode(node).flags & ts.TypeFlags.Any) !== 0
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
  const here = isAny ? [`${source.fileName}:${line + 1}: any in ${node.parent.getText(source)}`] : []
  return [...here, ...node.getChildren(source).flatMap((child) => findAny(source, child))]
}

const found = files.flatMap((file) => {
  const source = program.getSourceFile(file)
  if (source === undefined) throw new Error(`${file} could not be read`)
  return findAny(source, source)
})
if (files.length === 0) throw new Error('There are no declarations: run pnpm build first.')
console.log([...found, `${files.length} declaration files, ${found.length} any`].join('\n'))
process.exitCode = found.length > 0 ? 1 : 0
