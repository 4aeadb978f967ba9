import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Project } from './project.ts'

const require = createRequire(import.meta.url)

/** Versions of TypeScript: the oldest that is supported, the last one written in JavaScript, and the newest. */
export const compilerNames = ['typescript54', 'typescript', 'typescript7'] as const

export type CompilerName = (typeof compilerNames)[number]

export function versionOf(compiler: CompilerName): string {
  return require(`${compiler}/package.json`).version
}

/** Checks files of a project. @returns a line for each error, of which there are none where all is well. */
export async function checkTypes(
  project: Project,
  compiler: CompilerName,
  files: readonly string[],
  compilerOptions: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const name = `tsconfig.${compiler}.${Object.values(compilerOptions).join('-')}.json`
  const common = { target: 'es2022', strict: true, exactOptionalPropertyTypes: true, noEmit: true }
  project.write({ [name]: JSON.stringify({ compilerOptions: { ...common, ...compilerOptions }, files }) })
  const tsc = join(dirname(require.resolve(`${compiler}/package.json`)), 'lib/tsc.js')
  const { output } = await project.run(`node ${tsc} --project ${name} --pretty false`)
  // Further lines of an error are indented.
  return output.split('\n').filter((line) => /^\S/.test(line))
}
