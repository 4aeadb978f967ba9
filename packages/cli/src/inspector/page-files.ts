import { readFile } from 'node:fs/promises'

const TYPES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
}

/** @returns undefined if the page has no such file */
export async function readPageFile(
  name: string,
): Promise<{ readonly type: string; readonly content: Uint8Array } | undefined> {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
  if (type === undefined) return undefined
  // The bundle is in one folder, the page in one below.
  return { type, content: await readFile(new URL(`./page/${name}`, import.meta.url)) }
}
