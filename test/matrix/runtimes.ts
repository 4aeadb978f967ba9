import { fileURLToPath } from 'node:url'
import { installPackage, readVersion, runProgram } from './programs.ts'
import type { Tally } from './run-cases.ts'
import { runSuiteInWorkerd } from './worker/suite-run.ts'

/** Something that runs JavaScript, and how the suite is run in it. */
export interface Runtime {
  /** As it stands in the name of a cell. */
  readonly name: string
  /** Whether it has `node:http`, so that there is something for the adapters of Node. */
  readonly hasNodeHttp: boolean
  /** Its version, once it is installed. */
  readVersion(): Promise<string>
  runSuite(hostName: string): Promise<Tally>
}

const SUITE = fileURLToPath(new URL('suite.ts', import.meta.url))
const PROCESS_MAJOR = process.versions.node.split('.')[0]

export const runtimes: readonly Runtime[] = [
  createNode('20'),
  createNode('22'),
  createNode('24'),
  createNode('26'),
  createOther('bun', 'bun@1', 'bin/bun.exe', []),
  createOther('deno', 'deno@2', 'deno', ['run', '--allow-all', '--quiet']),
  createWorkerd('workerd', []),
  createWorkerd('workerd-nodejs_compat', ['nodejs_compat']),
]

function createNode(major: string): Runtime {
  const isThis = major === PROCESS_MAJOR
  return {
    name: `node-${major}`,
    hasNodeHttp: true,
    readVersion: async () =>
      isThis ? process.versions.node : readVersion(await installPackage(`node@${major}`)),
    runSuite: async (hostName) => {
      const program = isThis ? process.execPath : `${await installPackage(`node@${major}`)}/bin/node`
      return runSuite(program, ['--import', 'tsx', SUITE, hostName])
    },
  }
}

function createOther(name: string, specifier: string, path: string, parameters: readonly string[]): Runtime {
  return {
    name,
    hasNodeHttp: true,
    readVersion: async () => readVersion(await installPackage(specifier)),
    runSuite: async (hostName) =>
      runSuite(`${await installPackage(specifier)}/${path}`, [...parameters, SUITE, hostName]),
  }
}

function createWorkerd(name: string, compatibilityFlags: readonly string[]): Runtime {
  return {
    name,
    hasNodeHttp: false,
    readVersion: async () => readVersion(await installPackage('workerd@1')),
    runSuite: async () =>
      runSuiteInWorkerd(`${await installPackage('workerd@1')}/bin/workerd`, compatibilityFlags),
  }
}

async function runSuite(program: string, parameters: readonly string[]): Promise<Tally> {
  const { status, output, errors } = await runProgram(program, parameters)
  try {
    return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '')
  } catch {
    throw new Error(
      `it ended with ${status} and without a tally:\n${output.slice(-500)}${errors.slice(-2000)}`,
    )
  }
}
