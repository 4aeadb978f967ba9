import { type Runtime, runtimes } from './runtimes.ts'

/** One adapter in one runtime. */
export interface Cell {
  /** Such as `fetch@deno`. */
  readonly name: string
  readonly adapter: string
  readonly runtime: Runtime
}

/** The adapters, with each version of their frameworks that they are tested on. They are names of hosts, see `suite-hosts.ts`. */
export const adapters = ['fetch', 'fastify-5.0', 'fastify', 'koa2', 'koa', 'express4', 'express'] as const

export const cells: readonly Cell[] = adapters.flatMap((adapter) =>
  runtimes
    .filter(({ hasNodeHttp }) => hasNodeHttp || adapter === 'fetch')
    .map((runtime) => ({ name: `${adapter}@${runtime.name}`, adapter, runtime })),
)

/**
 * Picks cells by their names, or by those of their adapters or runtimes. Without names, it picks all.
 *
 * @throws Error on a name that there is nothing of.
 */
export function pickCells(names: readonly string[]): readonly Cell[] {
  const isNamed = (name: string, cell: Cell) => [cell.name, cell.adapter, cell.runtime.name].includes(name)
  const unknown = names.find((name) => !cells.some((cell) => isNamed(name, cell)))
  if (unknown !== undefined) {
    throw new Error(
      `There is no ${unknown}. Name adapters (${adapters.join(', ')}), runtimes (${runtimes.map(({ name }) => name).join(', ')}), or cells such as fetch@deno.`,
    )
  }
  return names.length === 0 ? cells : cells.filter((cell) => names.some((name) => isNamed(name, cell)))
}
