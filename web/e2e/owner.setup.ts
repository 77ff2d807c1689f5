import type { Page } from '@playwright/test'

import { expect, sendLines, test } from './test'
import { ALICE, STATE } from './product'

test('the first visitor makes the owner, sends a first log and sees it', async ({ page, context }) => {
  await page.goto('/dashboard/')
  if (/\/login\//.test(await settled(page))) {
    // A product that was there before, with Alice in it already.
    await page.getByLabel('Username or e-mail').fill(ALICE.username)
    await page.getByLabel('Password', { exact: true }).fill(ALICE.password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible()
  } else {
    await page.getByLabel('Organisation').fill('Acme')
    await page.getByLabel('Username').fill(ALICE.username)
    await page.getByLabel('E-mail').fill(ALICE.email)
    await page.getByLabel('Password', { exact: true }).fill(ALICE.password)
    await page.getByRole('button', { name: 'Make the account' }).click()
    await expect(page.getByRole('heading', { name: 'Send a first log' })).toBeVisible()
    await sendLines([{ level: 'info', service: 'hello', message: 'my first log' }])
    await expect(page.getByRole('link', { name: /my first log/ })).toBeVisible({ timeout: 15_000 })
  }
  await context.storageState({ path: STATE })
})

async function settled(page: Page): Promise<string> {
  await page.waitForURL(/\/(login|setup)\//)
  return page.url()
}
