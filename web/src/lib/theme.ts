import type { Density, Theme } from './model'
import { remember } from './storage'

const dark = () => matchMedia('(prefers-color-scheme: dark)')

/**
 * Shows a theme and remembers it for the next first paint (`public/theme.js`). "system" follows the
 * system while it is in force; the answer ends that.
 */
export function applyTheme(theme: Theme): () => void {
  remember('elk.theme', theme)
  const show = () => {
    const isDark = theme === 'dark' || (theme === 'system' && dark().matches)
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
  }
  show()
  if (theme !== 'system') return () => undefined
  const query = dark()
  query.addEventListener('change', show)
  return () => query.removeEventListener('change', show)
}

export function applyDensity(density: Density): void {
  remember('elk.density', density)
  document.documentElement.dataset.density = density
}
