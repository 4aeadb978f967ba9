import { readFileSync, writeFileSync } from 'node:fs'
import { defineConfig } from 'tsdown'
import { bundledLicenses } from './bundled-licenses.ts'

/** In this order: later ones override earlier ones. */
const STYLES = [
  'theme',
  'controls',
  'frame',
  'grid',
  'detail',
  'calls',
  'overview',
  'comparison',
  'dialogs',
  'narrow',
]

/** The page loads one style sheet. */
function joinStyles(): void {
  const texts = STYLES.map((name) =>
    readFileSync(new URL(`page/styles/${name}.css`, import.meta.url), 'utf8'),
  )
  writeFileSync(new URL('dist/page/page.css', import.meta.url), texts.join('\n'))
}

/** The command, for Node, and the inspector's page, for browsers. Both bundle all that they use, so that `npx` has one package to fetch. */
export default defineConfig([
  {
    entry: ['src/cli.ts'],
    format: 'esm',
    target: 'node20.19',
    platform: 'node',
    dts: false,
    sourcemap: false,
    fixedExtension: true,
    minify: 'dce-only',
    noExternal: /./,
    plugins: [bundledLicenses()],
    logLevel: 'warn',
    alias: {
      '@telnyx-call/core/schema': new URL('../core/src/schema.ts', import.meta.url).pathname,
      '@telnyx-call/core': new URL('../core/src/index.ts', import.meta.url).pathname,
      '@telnyx-call/testing': new URL('../testing/src/index.ts', import.meta.url).pathname,
    },
  },
  {
    entry: ['page/page.tsx'],
    outDir: 'dist/page',
    tsconfig: 'page/tsconfig.json',
    fixedExtension: false,
    hash: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    noExternal: /./,
    dts: false,
    sourcemap: false,
    minify: true,
    plugins: [bundledLicenses()],
    logLevel: 'warn',
    copy: ['page/index.html'],
    hooks: { 'build:done': joinStyles },
  },
])
