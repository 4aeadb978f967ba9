import { cpSync, rmSync } from 'node:fs'

/** VitePress resolves its own modules from where the pages are, so they are copied next to its node_modules. */
rmSync('pages', { recursive: true, force: true })
cpSync('../docs', 'pages', { recursive: true })
