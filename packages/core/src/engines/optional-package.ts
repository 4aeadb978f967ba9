import { createRequire } from 'node:module'
import { invalidOption } from '../invalid-option.ts'

const require = createRequire(import.meta.url)

/** Loads a package that the application may or may not have installed; `undefined` where it has not, or it cannot run here. */
export function findPackage<Package>(name: string): Package | undefined {
  try {
    return require(name)
  } catch {
    return undefined
  }
}

/** @throws TypeError (code `invalid_option`) where the application has not installed it. */
export function requirePackage<Package>(name: string, engine: string): Package {
  const found = findPackage<Package>(name)
  if (found !== undefined) return found
  throw invalidOption('engine', `'${engine}' needs the package ${name}; install it: npm install ${name}`)
}
