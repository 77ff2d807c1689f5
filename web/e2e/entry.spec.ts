import { ALICE } from './product'
import { expect, expectAccessible, test, THEMES } from './test'

test.describe('a stranger', () => {
  test.use({ storageState: { cookies: [], origins: [] } })

  test('is sent to the login, and to the page wanted afterwards', async ({ page }) => {
    await page.goto('/settings/?tab=keys')
    await expect(page).toHaveURL(/\/login\/\?next=/)
    await page.getByLabel('Username or e-mail').fill(ALICE.email)
    await page.getByLabel('Password', { exact: true }).fill('not this one')
    await page.getByRole('button', { name: 'Log in' }).click()
    await expect(page.getByText('The name or the password is not right.')).toBeVisible()
    await page.getByLabel('Password', { exact: true }).fill(ALICE.password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await expect(page).toHaveURL(/\/settings\/\?tab=keys/)
    await expect(page.getByRole('tab', { name: 'API keys', selected: true })).toBeVisible()
  })

  test('logs out for good', async ({ page }) => {
    await page.goto('/login/')
    await page.getByLabel('Username or e-mail').fill(ALICE.username)
    await page.getByLabel('Password', { exact: true }).fill(ALICE.password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('button', { name: /^You: / }).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
    await page.goto('/dashboard/')
    await expect(page).toHaveURL(/\/login\//)
  })

  for (const path of ['/login/', '/register/', '/forgot-password/', '/reset-password/', '/setup/']) {
    test(`${path} keeps nobody out`, async ({ page }) => {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      for (const theme of THEMES) await expectAccessible(page, theme)
    })
  }
})

test('Bob comes by invitation', async ({ page, browser }) => {
  await page.goto('/settings/?tab=members')
  const bob = `bob${Date.now()}`
  await page.getByLabel('E-mail').fill(`${bob}@acme.example`)
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const link = await page.locator('code', { hasText: 'invitation=' }).innerText()

  const other = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const his = await other.newPage()
  await his.goto(link)
  await expect(his.getByRole('heading', { name: 'Join Acme' })).toBeVisible()
  await his.getByLabel('Username').fill(bob)
  await his.getByLabel('Password', { exact: true }).fill('battery staple 48')
  await his.getByRole('button', { name: 'Make the account' }).click()
  await expect(his.getByRole('heading', { name: 'Dashboard' })).toBeVisible()
  await his.goto('/upload/')
  await expect(his.getByText('You may look, not upload')).toBeVisible()
  await other.close()
})
