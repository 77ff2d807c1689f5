import { gzipSync } from 'node:zlib'

import { expect, sendLines, test } from './test'

test('the numbers of the dashboard lead to the logs behind them', async ({ page }) => {
  const service = `till-${Date.now()}`
  // As many as make it one of the loudest services of the run; the last is the newest.
  const open = Array.from({ length: 1999 }, () => ({ level: 'info', service, message: 'drawer open' }))
  await sendLines([...open, { level: 'error', service, message: 'drawer jammed' }])
  await page.goto('/dashboard/?range=15m&refresh=5')
  const row = page
    .getByRole('list', { name: 'Logs by service' })
    .getByRole('link', { name: new RegExp(service) })
  await expect(row).toContainText('2,000', { timeout: 20_000 })
  await row.click()
  await expect(page).toHaveURL(/\/explorer\/\?q=service/)
  await expect(page.getByText('drawer jammed').first()).toBeVisible()
})

test('a file is uploaded, read, and its rows are found', async ({ page }) => {
  const mark = `upload-${Date.now()}`
  const lines = Array.from({ length: 500 }, (_, line) =>
    JSON.stringify({ level: 'info', message: `${mark} line ${line}` }),
  )
  const buffer = gzipSync(`${lines.join('\n')}\n`)
  await page.goto('/upload/')
  await page.getByLabel('Service').fill('import')
  const file = { name: `${mark}.ndjson.gz`, mimeType: 'application/gzip', buffer }
  await page.getByLabel('Log files').setInputFiles(file)
  const link = page
    .getByRole('listitem')
    .filter({ hasText: mark })
    .getByRole('link', { name: '500 logs in Explorer' })
  await expect(link).toBeVisible({ timeout: 30_000 })

  await page.getByLabel('Log files').setInputFiles(file)
  await expect(page.getByText(/The same file was uploaded before/)).toBeVisible()
  await page.getByRole('button', { name: `Cancel ${mark}.ndjson.gz` }).click()

  await link.click()
  await expect(page).toHaveURL(/upload_id/)
  await expect(page.getByText(`${mark} line 499`).first()).toBeVisible({ timeout: 15_000 })
})

test('a key is shown once and works until it is revoked', async ({ page, playwright, baseURL }) => {
  await page.goto('/settings/?tab=keys')
  const name = `script ${Date.now()}`
  await page.getByRole('button', { name: 'New key' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('checkbox', { name: /read/ }).check()
  await page.getByRole('button', { name: 'Make the key' }).click()
  const key = await page.getByTestId('new-key').innerText()
  await page.getByRole('button', { name: 'I have it' }).click()
  await expect(page.getByText(key)).toHaveCount(0)

  const program = await playwright.request.newContext({
    baseURL,
    extraHTTPHeaders: { Authorization: `Bearer ${key}` },
  })
  expect((await program.get('/api/v1/logs/count/')).status()).toBe(200)
  await page.getByRole('listitem').filter({ hasText: name }).getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByText(name, { exact: true })).toHaveCount(0)
  expect((await program.get('/api/v1/logs/count/')).status()).toBe(401)
  await program.dispose()
})
