import { createHmac } from 'node:crypto'

import type { Page } from '@playwright/test'

import { expect, expectAccessible, test, THEMES } from './test'

const TESS = { username: 'tess', email: 'tess@acme.example', password: 'correct horse 49' }

const csrf = async (page: Page) =>
  (await page.context().cookies()).find(({ name }) => name === 'csrftoken')?.value ?? ''

/** What an authenticator app shows, as RFC 6238 has it. */
function code(secret: string, later = 0): string {
  const bits = [...secret]
    .map((each) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(each).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((each) => parseInt(each, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later))
  const mac = createHmac('sha1', key).update(step).digest()
  const at = (mac[19] ?? 0) & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test('somebody sets up two-factor sign-in, and logs in with the app and with a recovery code', async ({
  page,
  browser,
}) => {
  await page.goto('/settings/?tab=members')
  const invited = await page.request.post('/api/v1/organisations/main/invitations/', {
    data: { email: TESS.email, role: 'viewer' },
    headers: { 'X-CSRFToken': await csrf(page), Referer: page.url() },
  })
  expect(invited.status(), await invited.text()).toBe(201)
  const { link } = (await invited.json()) as { link: string }

  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const hers = await context.newPage()
  await hers.goto(link)
  await hers.getByLabel('Username').fill(TESS.username)
  await hers.getByLabel('E-mail').fill(TESS.email)
  await hers.getByLabel('Password', { exact: true }).fill(TESS.password)
  await hers.getByRole('button', { name: 'Make the account' }).click()
  await expect(hers).toHaveURL(/dashboard/)

  await hers.goto('/settings/?tab=two-factor')
  await hers.getByLabel('Your password').fill(TESS.password)
  await hers.getByRole('button', { name: 'Set it up' }).click()
  await expect(hers.getByAltText('QR code for an authenticator app')).toBeVisible()
  for (const theme of THEMES) await expectAccessible(hers, theme)
  const secret =
    (await hers
      .locator('code')
      .filter({ hasText: /^[A-Z2-7]{32}$/ })
      .textContent()) ?? ''
  await hers.getByLabel('Code').fill(code(secret))
  await hers.keyboard.press('Enter')
  const codes = hers.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await expect(codes).toHaveCount(10)
  const recovery = (await codes.first().textContent()) ?? ''
  for (const theme of THEMES) await expectAccessible(hers, theme)
  await hers.getByRole('button', { name: 'I have them' }).click()
  await expect(hers.getByText('10 recovery codes are left.')).toBeVisible()

  const logIn = async () => {
    await hers.context().clearCookies()
    await hers.goto('/login/')
    await hers.getByLabel('Username or e-mail').fill(TESS.username)
    await hers.getByLabel('Password', { exact: true }).fill(TESS.password)
    await hers.keyboard.press('Enter')
  }
  await logIn()
  const field = hers.getByLabel('Code', { exact: true })
  await expect(field).toBeFocused()
  await expect(field).toHaveAttribute('autocomplete', 'one-time-code')
  for (const theme of THEMES) await expectAccessible(hers, theme)
  await hers.keyboard.insertText(code(secret, 1))
  await expect(hers).toHaveURL(/dashboard/)

  await logIn()
  await hers.getByRole('button', { name: 'Use a recovery code' }).click()
  await hers.getByLabel('Recovery code').fill(recovery)
  await hers.keyboard.press('Enter')
  await expect(hers).toHaveURL(/dashboard/)
  await context.close()

  await page.goto('/settings/?tab=audit')
  await expect(page.getByText('used a recovery code of').first()).toBeVisible()
})

for (const tab of ['audit', 'usage', 'organisation', 'two-factor']) {
  test(`the settings’ tab ${tab} keeps nobody out`, async ({ page }) => {
    await page.goto(`/settings/?tab=${tab}`)
    await expect(page.getByRole('tabpanel').getByRole('heading').first()).toBeVisible()
    await expect(page.getByRole('tabpanel').locator('[aria-busy=true]')).toHaveCount(0)
    for (const theme of THEMES) await expectAccessible(page, theme)
  })
}

test('what a rule of retention would delete is counted before it is saved', async ({ page }) => {
  await page.goto('/settings/?tab=organisation')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Query of rule 1').fill('level:debug AND service:nothing-has-this-name')
  await page.getByRole('button', { name: 'Count what would go' }).click()
  await expect(page.getByText('Nothing would be deleted now.')).toBeVisible()
  await expect(page.getByRole('table', { name: 'What would go' })).toBeVisible()
  for (const theme of THEMES) await expectAccessible(page, theme)
})
