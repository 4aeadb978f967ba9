import { readFileSync } from 'node:fs'
import t from 'tap'
import { breaks } from './breaks.ts'

t.test('what `pnpm test:breaks` takes out is there', async (t) => {
  for (const { check, file, text } of breaks) {
    t.ok(readFileSync(`packages/core/src/${file}`, 'utf8').includes(text), `${file}: ${check}`)
  }
})
