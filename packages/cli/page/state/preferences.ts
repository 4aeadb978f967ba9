import { Observable } from './observable.ts'

export type Theme = 'system' | 'light' | 'dark'

const THEMES: readonly Theme[] = ['system', 'light', 'dark']
const THEME_KEY = 'telnyx-call.theme'

/** How the page is shown. The theme outlives the tab; that personal data is revealed does not. */
export class Preferences extends Observable {
  theme: Theme = THEMES.find((theme) => theme === localStorage.getItem(THEME_KEY)) ?? 'system'
  isRevealed = false

  applyTheme(): void {
    document.documentElement.dataset.theme = this.theme
  }

  nextTheme(): Theme {
    return THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length] ?? 'system'
  }

  setTheme(theme: Theme): void {
    this.theme = theme
    localStorage.setItem(THEME_KEY, theme)
    this.applyTheme()
    this.notify()
  }

  setRevealed(isRevealed: boolean): void {
    this.isRevealed = isRevealed
    this.notify()
  }
}
