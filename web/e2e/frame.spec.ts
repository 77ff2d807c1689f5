import { expect, expectAccessible, test, THEMES } from './test'

test('the keys go everywhere', async ({ page }) => {
  await page.goto('/dashboard/')
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await expect(page.getByRole('heading', { name: 'Upload' })).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeHidden()
  await page.keyboard.press('Control+k')
  await expect(page.getByPlaceholder('Go to a page, do something, or search the logs')).toBeFocused()
  await page.keyboard.type('settings')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
})

test('a theme is kept, and there before the first paint', async ({ page }) => {
  await page.goto('/settings/?tab=appearance')
  await page.getByText('Dark', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload({ waitUntil: 'commit' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.getByText('As the system', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
})

test('on a phone the pages are under the thumb, and nothing is wider than the screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  for (const name of ['Dashboard', 'Upload', 'Settings']) {
    await page.goto('/dashboard/')
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(wider, name).toBeLessThanOrEqual(0)
  }
})

const PAGES = [
  '/dashboard/',
  '/upload/',
  '/settings/',
  '/settings/?tab=appearance',
  '/settings/?tab=keys',
  '/settings/?tab=members',
  '/settings/?tab=organisation',
]

for (const path of PAGES) {
  test(`${path} keeps nobody out`, async ({ page }) => {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0)
    for (const theme of THEMES) await expectAccessible(page, theme)
  })
}

test('the palette and the help keep nobody out', async ({ page }) => {
  await page.goto('/upload/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeVisible()
  for (const theme of THEMES) await expectAccessible(page, theme)
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  for (const theme of THEMES) await expectAccessible(page, theme)
})
