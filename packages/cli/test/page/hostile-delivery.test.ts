import { signedRequest } from '@telnyx-call/testing'
import type { Page } from 'playwright-core'
import t, { test } from 'tap'
import { readDevelopmentKeys } from '../../src/development-keys.ts'
import { findAxeViolations, launchBrowser, openPage, SKIP_REASON, startInspector } from './browser.ts'

t.setTimeout(180_000)

const SCRIPT =
  '"><img src=x onerror="alert(1)"><script>globalThis.harmed = true</script><svg onload=alert(2)>'
const HIDDEN = 'a\u202eb\u0000c\u200bd\u0007\u2066e\ufeff'
const LONG = '<b>x</b>'.repeat(8_000)

/** Every field of an ended call, with HTML, hidden characters, or 64 KB of it. */
const FIELDS = {
  CallbackSource: 'call-progress-events',
  CallStatus: 'completed',
  CallSid: `v3:${SCRIPT}`,
  AccountSid: SCRIPT,
  From: SCRIPT,
  To: HIDDEN,
  CallerName: HIDDEN + SCRIPT,
  HangupSource: LONG,
  [`<img src=x onerror=alert(3)>${HIDDEN}`]: SCRIPT,
}

const TABS = ['Checks', 'Fields', 'Record', 'Raw', 'Answers', 'Reproduce', 'Edit and send']

test('a hostile delivery is shown as text and harms nothing', {
  skip: SKIP_REASON,
  timeout: 120_000,
}, async (t) => {
  const inspector = await startInspector(t)
  await sendHostile(inspector.receiverUrl, new URLSearchParams(FIELDS).toString())
  const json = {
    data: { id: SCRIPT, event_type: SCRIPT, payload: { call_control_id: SCRIPT, from: HIDDEN } },
  }
  await sendHostile(inspector.receiverUrl, JSON.stringify(json), 'application/json')
  const { page, problems } = await openPage(t, await launchBrowser(t), inspector.pageUrl)
  await page.waitForFunction(
    () => document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') === '3',
  )
  await page.click('text=Masked')
  const elements = new Set(await listElements(page))
  for (const index of [0, 1]) {
    await page.click(`.grid-body .grid-row >> nth=${index} >> .is-type`)
    await page.waitForSelector('.tabs')
    for (const tab of TABS) {
      await page.click(`role=tab[name="${tab}"]`)
      await page.waitForTimeout(60)
      for (const element of await listElements(page)) elements.add(element)
      t.notOk(await page.evaluate(() => 'harmed' in globalThis), `${tab} runs no script`)
    }
  }
  await page.click('role=tab[name=Fields]')
  t.match(await page.textContent('.fields'), '<script>globalThis.harmed = true</script>', 'shown as text')
  t.match(
    await page.textContent('.fields'),
    'a\\u202eb\\u0000c\\u200bd\\u0007\\u2066e\\ufeff',
    'made visible',
  )
  t.notMatch(await page.textContent('body'), /[\u202e\u200b\u2066]/, 'no direction is overridden')
  await page.click('text=/Show all [0-9,]+ characters/')
  t.match(await page.textContent('.fields'), LONG, '64 KB can be read to the end')
  await page.click('.nav >> text=Calls')
  await page.click('.grid-body .grid-row >> nth=0')
  await page.waitForSelector('.timeline')
  await page.click('.nav >> text=Overview')
  await page.waitForSelector('.overview')
  for (const element of await listElements(page)) elements.add(element)
  t.same(await findAxeViolations(page), [])
  const foreign = [...elements].filter((name) => ['img', 'iframe', 'object', 'embed', 'b'].includes(name))
  t.same(foreign, [], 'no element came out of a value')
  t.equal(await page.locator('script').count(), 1, 'the page has its own script alone')
  t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is too wide')
  t.same(problems, [], 'no dialog, no request, no error')

  /** Signs it with the development key, so that nothing is refused before it is read. */
  async function sendHostile(url: string, body: string, contentType = 'application/x-www-form-urlencoded') {
    const { headers } = signedRequest({ body, keys: readDevelopmentKeys(inspector.home) })
    const hostile = { ...headers, 'content-type': contentType, 'x-hostile': SCRIPT, 'user-agent': SCRIPT }
    await fetch(`${url}?q=${encodeURIComponent(SCRIPT)}`, { method: 'POST', body, headers: hostile })
  }
})

async function listElements(page: Page): Promise<string[]> {
  return await page.evaluate(() => [...document.querySelectorAll('*')].map(({ localName }) => localName))
}
