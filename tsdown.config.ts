import { defineConfig } from 'tsdown'

/** Every package builds the same way: ESM and CommonJS, each with its own declarations and source maps. */
export default defineConfig({
  workspace: 'packages/*',
  entry: ['src/index.ts', 'src/{ed25519,node,schema,sodium,telnyx,tweetnacl}.ts'],
  format: ['esm', 'cjs'],
  target: 'node20.19',
  dts: true,
  sourcemap: true,
  fixedExtension: true,
  clean: true,
  minify: 'dce-only',
  outputOptions: { exports: 'named' },
  logLevel: 'warn',
})
