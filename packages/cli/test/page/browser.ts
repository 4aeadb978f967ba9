import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { Test } from 'tap'
import { findChromium } from '../../../../tools/chromium.ts'
import { makeFolder, type RunningCli, startCli } from '../run-cli.ts'

/** Why the tests of a file are skipped, if they are. */
export const SKIP_REASON: string | false =
  findChromium() === undefined ? 'there is no Chromium: set CHROMIUM_PATH' : false

/** A `listen` that runs, and a browser for its page. */
export interface Inspector {
  readonly cli: RunningCli
  readonly home: string
  readonly receiverUrl: string
  readonly pageUrl: string
}

/** Starts the built binary on free ports, or on given ones. */
export async function startInspector(
  t: Test,
  {
    home = makeFolder(t),
    ports = ['0', '0'],
    args = [],
  }: { home?: string; ports?: readonly [string, string]; args?: readonly string[] } = {},
): Promise<Inspector> {
  const cli = startCli(
    ['listen', '--json', '--home', home, '--port', ports[0], '--page-port', ports[1], ...args],
    { cwd: home },
  )
  t.teardown(() =>
    cli.child.exitCode === null && cli.child.signalCode === null ? cli.stop('SIGKILL') : undefined,
  )
  const ready = JSON.parse(await cli.waitForLine(/"ready"/)) as Record<string, string>
  return { cli, home, receiverUrl: ready.url ?? '', pageUrl: ready.pageUrl ?? '' }
}

export async function launchBrowser(t: Test): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: findChromium() ?? '',
    args: ['--no-sandbox', '--force-color-profile=srgb'],
  })
  t.teardown(() => browser.close())
  return browser
}

/** A page, and everything that went wrong in it. */
export interface OpenPage {
  readonly page: Page
  /** Console errors, exceptions, dialogs, popups, and requests to anywhere but the page's own address. */
  readonly problems: string[]
}

export async function openPage(
  t: Test,
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  t.teardown(() => context.close())
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('popup', (popup) => problems.push(`popup: ${popup.url()}`))
  page.on('request', (request) => {
    const isOwn = request.url().startsWith(url.replace(/#.*/, '')) || request.url().startsWith('data:')
    if (!isOwn) problems.push(`request: ${request.url()}`)
  })
  await page.goto(url, { waitUntil: 'load' })
  return { page, problems }
}

/** The rules that axe finds broken, with where. */
export async function findAxeViolations(page: Page): Promise<string[]> {
  // Evaluated by the browser itself, so the page's policy does not apply to it.
  return (await page.evaluate(`(async () => {
    const module = { exports: {} }
    ;(() => { ${axe.source} })()
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ' ' + failureSummary))
  })()`)) as string[]
}
