import { readFileSync } from 'node:fs'

/** The apps of this folder that answer a webhook, one for each adapter. */
export const adapters = ['express', 'fastify', 'koa', 'fetch'] as const

export type AdapterName = (typeof adapters)[number]

/** What npm has to install for an adapter's app to run, besides the adapter. */
export const frameworks: Readonly<Record<AdapterName, string>> = {
  express: 'express',
  fastify: 'fastify',
  koa: 'koa',
  fetch: 'hono @hono/node-server',
}

/** @returns the source of an app, as an ES module. It has no types in it, so it is TypeScript too. */
export function readApp(name: AdapterName | 'packages'): string {
  return readFileSync(new URL(`apps/${name}.mjs`, import.meta.url), 'utf8')
}

/** @returns the same as CommonJS, as it is written by hand: with `require`. */
export function toCommonJs(source: string): string {
  return source.replaceAll(/^import (.+) from ('.+')$/gm, 'const $1 = require($2)')
}
