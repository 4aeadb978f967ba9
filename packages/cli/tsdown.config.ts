import { defineConfig } from 'tsdown'

/** The command, for Node, and the inspector's page, for browsers. Both bundle what they use of this workspace. */
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
    logLevel: 'warn',
    copy: ['page/index.html', 'page/page.css'],
  },
])
