import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import t, { test } from 'tap'
import { findAxeViolations, launchBrowser, openPage, SKIP_REASON, startInspector } from './browser.ts'
import { sendMixedDeliveries } from './mixed-deliveries.ts'

t.setTimeout(180_000)

const SCREENSHOTS = fileURLToPath(new URL('screenshots/', import.meta.url))

/** Every view, by its address. `<good>`, `<bad>` and `<call>` are filled in. */
const VIEWS: readonly (readonly [name: string, address: string])[] = [
  ['list', '#/deliveries'],
  ['nothing-found', '#/deliveries?q=nowhere'],
  ['checks', '#/deliveries/<good>'],
  ['refused', '#/deliveries/<bad>'],
  ['fields', '#/deliveries/<good>?tab=fields'],
  ['record', '#/deliveries/<good>?tab=record'],
  ['raw', '#/deliveries/<good>?tab=raw'],
  ['answers', '#/deliveries/<good>?tab=answers'],
  ['reproduce', '#/deliveries/<good>?tab=reproduce'],
  ['send', '#/deliveries/<good>?tab=send'],
  ['calls', '#/calls'],
  ['call', '#/calls/<call>'],
  ['overview', '#/overview'],
  ['compare', '#/compare/<good>/<bad>'],
]

test('every view is accessible and fits, wide and narrow, light and dark', {
  skip: SKIP_REASON,
}, async (t) => {
  mkdirSync(SCREENSHOTS, { recursive: true })
  const inspector = await startInspector(t)
  const browser = await launchBrowser(t)
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page, problems } = await openPage(t, browser, inspector.pageUrl, { colorScheme })
    if (colorScheme === 'light') {
      await page.waitForSelector('text=Waiting for the first delivery')
      await checkView(page, `empty-${colorScheme}`)
      await sendMixedDeliveries(inspector)
    }
    await page.waitForSelector('.is-refused')
    const ids = await findExamples(page)
    for (const [name, address] of VIEWS) {
      await showView(
        page,
        address.replace(/<(\w+)>/g, (_match, id: string) => encodeURIComponent(ids[id] ?? '')),
      )
      await checkView(page, `${name}-${colorScheme}`)
    }
    t.same(problems, [], `${colorScheme}: no error on the console`)
  }

  async function checkView(page: Page, name: string): Promise<void> {
    for (const width of [1280, 390, 360]) {
      await page.setViewportSize({ width, height: width > 1000 ? 800 : 780 })
      await page.waitForTimeout(150)
      t.ok(await fits(page), `${name} at ${width} px: nothing is wider than the window`)
      if (width === 360) continue
      t.same(await findAxeViolations(page), [], `${name} at ${width} px: no axe violation`)
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${width}.png`) })
    }
    await page.setViewportSize({ width: 1280, height: 800 })
  }
})

/** Goes there, and waits until its details have been loaded. */
async function showView(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => location.assign(hash), address)
  await page.waitForTimeout(50)
  await page.waitForFunction(() => document.querySelector('.loading') === null)
}

/** A handled ended call, a refused delivery, and the call of the first. */
async function findExamples(page: Page): Promise<Record<string, string>> {
  const good = await openFirst(page, '#/deliveries?outcome=handled&type=call-completed')
  const call = await page.getAttribute('.detail-facts a.mono', 'href')
  const bad = await openFirst(page, '#/deliveries?q=signature_mismatch')
  return { good, bad, call: decodeURIComponent(call?.split('/')[2]?.split('?')[0] ?? '') }
}

async function openFirst(page: Page, address: string): Promise<string> {
  await page.evaluate((hash) => location.assign(hash), address)
  await page.waitForTimeout(100)
  await page.click('.grid-body .grid-row .is-type')
  await page.waitForSelector('.checks')
  return decodeURIComponent((await page.evaluate(() => location.hash)).split('/')[2]?.split('?')[0] ?? '')
}

async function fits(page: Page): Promise<boolean> {
  return await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    const panes = [...document.querySelectorAll('.split-detail, .main, .tab-panel')]
    return scrollWidth <= clientWidth && panes.every((pane) => pane.scrollWidth <= pane.clientWidth)
  })
}
