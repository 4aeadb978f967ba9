import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitepress'
import { openTablesToKeyboards, pointLinksToRepository, toGitHubSlug } from '../markdown.ts'
import { readSidebar } from '../sidebar.ts'

const rootUrl = new URL('../../', import.meta.url)
const { repository } = JSON.parse(readFileSync(new URL('package.json', rootUrl), 'utf8'))
const repositoryUrl = repository.url.replace(/^git\+/, '').replace(/\.git$/, '')
const index = readFileSync(new URL('docs/index.md', rootUrl), 'utf8')

export default defineConfig({
  title: 'telnyx-call',
  description: 'Receive Telnyx webhooks: verified, typed, and handled once.',
  lang: 'en',
  // GitHub Pages serves a project under its name.
  base: process.env.SITE_BASE ?? '/',
  srcDir: 'pages',
  vite: {
    // The index of the search is larger, and is loaded by who searches.
    build: { chunkSizeWarningLimit: 2000 },
  },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: toGitHubSlug },
    config: (markdown) => {
      pointLinksToRepository(markdown, repositoryUrl)
      openTablesToKeyboards(markdown)
    },
  },
  themeConfig: {
    nav: [
      { text: 'Quick start', link: '/quick-start' },
      { text: 'Documentation', link: '/' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: [
      { text: 'telnyx-call', items: [{ text: 'Quick start', link: '/quick-start' }] },
      ...readSidebar(index),
      { text: 'Reference', items: [{ text: 'API', link: '/api/' }] },
    ],
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repositoryUrl }],
  },
})
