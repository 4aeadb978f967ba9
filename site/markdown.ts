import { posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'

/** The anchor that GitHub gives a heading, so that a link works on both sites. */
export function toGitHubSlug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}_ -]/gu, '')
    .replaceAll(' ', '-')
}

/** Links out of docs/, such as `../examples/koa`, lead to the repository. */
export function pointLinksToRepository(markdown: MarkdownRenderer, repositoryUrl: string): void {
  const openLink = markdown.renderer.rules.link_open
  markdown.renderer.rules.link_open = (tokens, index, options, environment, renderer) => {
    const target = tokens[index]?.attrGet('href') ?? ''
    const path = posix.normalize(posix.join('docs', posix.dirname(environment.relativePath), target))
    const isOutside = !/^([a-z]+:|[#/])/.test(target) && !path.startsWith('docs/')
    if (isOutside) tokens[index]?.attrSet('href', `${repositoryUrl}/blob/main/${path}`)
    return openLink?.(tokens, index, options, environment, renderer) ?? ''
  }
}

/** A table that is wider than the screen scrolls; with `tabindex` it does so by the keyboard as well. */
export function openTablesToKeyboards(markdown: MarkdownRenderer): void {
  markdown.renderer.rules.table_open = () => '<table tabindex="0">\n'
}
