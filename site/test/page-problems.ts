import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What is wrong with a page as it stands in the browser, in words. */
export async function findProblems(page: Page): Promise<readonly string[]> {
  return [...(await findOverflows(page)), ...(await findAxeViolations(page))]
}

/**
 * What is cut off or makes the page scroll sideways. What scrolls by itself, such as a block of code, is in order. The function runs in
 * the browser, where tsx's helpers for inner functions are missing.
 */
async function findOverflows(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const problems: string[] = []
    if (document.documentElement.scrollWidth > width) problems.push('the page scrolls sideways')
    for (const element of document.querySelectorAll('main *, header *')) {
      const box = element.getBoundingClientRect()
      if (box.width <= 1 || (box.left >= -1 && box.right <= width + 1)) continue
      let around: Element | null = element
      while (around !== null && !['auto', 'scroll'].includes(getComputedStyle(around).overflowX)) {
        around = around.parentElement
      }
      if (around !== null) continue
      const name = element.tagName.toLowerCase()
      problems.push(
        `<${name}> reaches from ${box.left} to ${box.right} of ${width}: ${element.textContent?.slice(0, 60)}`,
      )
    }
    return problems
  })
}

async function findAxeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `axe ${id}: ${target.join(' ')}`))
}
