import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'

export { expect }
export { sendLines } from './product'

/** A test on the product's own address. It fails when a page said something to the console that nobody expected. */
export const test = base.extend<{ quietConsole: void }>({
  // Playwright calls the second argument `use`; to the linter that would look like a hook of React.
  quietConsole: [
    async ({ page }, hand) => {
      const said: string[] = []
      page.on('pageerror', (error) => said.push(error.message))
      page.on('console', (message) => {
        // The network's own lines (a 401 before the login) are answers, not faults of the page.
        if (message.type() === 'error' && !/Failed to load resource|WebSocket/.test(message.text()))
          said.push(message.text())
      })
      await hand()
      expect(said, 'what the page said to the console').toEqual([])
    },
    { auto: true },
  ],
})

export const THEMES = ['light', 'dark'] as const

/** Nothing on the page keeps anybody out, in this theme. */
export async function expectAccessible(page: Page, theme: (typeof THEMES)[number]) {
  await page.evaluate((wanted) => {
    document.documentElement.dataset.theme = wanted
  }, theme)
  // Colours that are still on their way from one theme to the other have a contrast of their own.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        (each) => each.playState !== 'running' || each.effect?.getComputedTiming().iterations === Infinity,
      ),
  )
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join('\n')}`,
  )
  expect(found, `axe, ${theme}`).toEqual([])
}
