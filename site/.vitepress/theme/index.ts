import { type Theme, withBase } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import { h } from 'vue'
import './site.css'

/** The default theme, with a page for what is not there that is in the same landmarks as all others. */
export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      'not-found': () =>
        h('main', { class: 'not-found' }, [
          h('h1', 'There is no such page'),
          h('a', { href: withBase('/') }, 'Documentation'),
        ]),
    }),
} satisfies Theme
