/**
 * Opens every page of the built site in Chromium, on a phone and on a desk: nothing may overflow, be inaccessible (axe-core), fail to load or
 * come from another site. Screenshots go to test/screenshots.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../tools/chromium.ts'
import { findProblems } from './page-problems.ts'
import { serveFolder } from './static-server.ts'

const FOLDER = fileURLToPath(new URL('../.vitepress/dist', import.meta.url))
const SCREENSHOTS = fileURLToPath(new URL('screenshots', import.meta.url))

interface View {
  readonly name: string
  readonly width: number
  readonly colorScheme: 'light' | 'dark'
  readonly isShown: (path: string) => boolean
}

const isWritten = (path: string) => !path.startsWith('api/')
/** Generated pages are alike: a module's list, and those of the main function and of its options, stand for all. */
const isOfAnyKind = (path: string) =>
  isWritten(path) ||
  /(index|telnyxCall|createReceiver|ReceiverOptions|Refusal|RefusalError|TelnyxEvent)\.html$/.test(path)
const views: readonly View[] = [
  { name: 'phone', width: 390, colorScheme: 'light', isShown: isOfAnyKind },
  { name: 'desk', width: 1280, colorScheme: 'light', isShown: isOfAnyKind },
  { name: 'phone in the dark', width: 390, colorScheme: 'dark', isShown: isWritten },
]

const executablePath = findChromium()
if (executablePath === undefined) {
  console.log('skipped: there is no Chromium. Install it, or set CHROMIUM_PATH.')
} else if (!existsSync(FOLDER)) {
  console.error('There is no site yet: run `pnpm site`.')
  process.exitCode = 1
} else {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const { url, server } = await serveFolder(FOLDER)
  const problemCount = await testPages(browser, url)
  await browser.close()
  server.close()
  process.exitCode = problemCount === 0 ? 0 : 1
}

async function testPages(browser: Browser, url: string): Promise<number> {
  const paths = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.html'),
  )
  let problemCount = 0
  for (const { name, width, colorScheme, isShown } of views) {
    const page = await browser.newPage({
      viewport: { width, height: 844 },
      colorScheme,
      reducedMotion: 'reduce',
    })
    const failures = watchRequests(page, url)
    const shown = paths.filter(isShown).sort()
    for (const path of shown) {
      await page.goto(`${url}/${path}`, { waitUntil: 'load' })
      const problems = [...failures.splice(0), ...(await findProblems(page))]
      for (const problem of problems) console.log(`${path} at ${width}: ${problem}`)
      problemCount += problems.length
      if (isWritten(path) && colorScheme === 'light') await takeScreenshot(page, `${path}-${width}`)
    }
    console.log(
      `${name} (${width} px, ${colorScheme}): ${shown.length} pages, ${problemCount} problems so far`,
    )
    await page.close()
  }
  return problemCount
}

/** Notes what fails to load, and what is loaded from elsewhere. */
function watchRequests(page: Page, url: string): string[] {
  const failures: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) {
      failures.push(`asks another site: ${request.url()}`)
    }
  })
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (response.status() >= 400 && !pathname.endsWith('.ico'))
      failures.push(`${pathname}: ${response.status()}`)
  })
  page.on('pageerror', (error) => failures.push(`error: ${error.message}`))
  return failures
}

async function takeScreenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SCREENSHOTS, `${name.replaceAll('/', '-')}.png`) })
}
