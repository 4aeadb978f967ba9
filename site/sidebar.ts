import type { DefaultTheme } from 'vitepress'

/** The sidebar is the list of pages in docs/index.md, group by group. */
export function readSidebar(index: string): DefaultTheme.SidebarItem[] {
  const [, ...groups] = index.split(/^## /m)
  return groups.map((group) => ({
    text: group.slice(0, group.indexOf('\n')),
    items: [...group.matchAll(/^- \[([^\]]+)\]\(([\w-]+)\.md\)/gm)].map(([, text = '', page = '']) => ({
      text,
      link: `/${page}`,
    })),
  }))
}
