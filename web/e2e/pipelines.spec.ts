import type { Page } from '@playwright/test'

import { expect, expectAccessible, sendLines, test, THEMES } from './test'

/** Lines of a till that nobody but its owner understands, found by a word of this run. */
const mark = `till${Date.now()}`
const line = (order: number) => `${mark}|${order}|${order % 2 ? 'alice' : 'bob'}|sold`

const editor = (page: Page) => page.getByRole('textbox', { name: 'The pipeline’s text' })

async function accessible(page: Page) {
  for (const theme of THEMES) await expectAccessible(page, theme)
}

/** As many logs as that are found in the Explorer, in the end. */
async function found(page: Page, query: string, total: number) {
  await expect(async () => {
    await page.goto(`/explorer/?from=now-1h&q=${encodeURIComponent(query)}`)
    await expect(page.getByTestId('total')).toHaveText(String(total), { timeout: 4_000 })
  }).toPass({ timeout: 40_000 })
}

test('a newcomer writes a pipeline, tries it, saves it, and reparses what came before', async ({ page }) => {
  test.setTimeout(180_000)
  await sendLines(Array.from({ length: 20 }, (_, order) => line(order)))
  await found(page, mark, 20)

  await test.step('begins with nothing and sees a mistake where it is', async () => {
    await page.goto('/pipelines/')
    await expect(page.getByText('No pipelines yet').or(page.getByText('In the order in which'))).toBeVisible()
    await accessible(page)
    await page.getByRole('button', { name: 'New pipeline' }).click()
    await page.getByRole('menuitem', { name: 'From scratch, or pasted' }).click()
    await page.getByLabel('Name', { exact: true }).fill(mark)
    await editor(page).fill(
      `filter {\n  dissect {\n    maping => { "message" => "%{shop}|%{order}|%{cashier}|%{what}" }\n  }\n}\n`,
    )
    await expect(page.getByRole('status').filter({ hasText: 'maping' })).toBeVisible()
    await page.locator('.cm-lintRange-error').first().hover()
    await page.getByRole('button', { name: 'Write mapping' }).click()
    await expect(page.getByText('It can run.')).toBeVisible()
  })

  await test.step('tries it on a line, live', async () => {
    await page.getByLabel('Lines to add').fill(line(4711))
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(page.getByText('cashier', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Step by step' }).click()
    await accessible(page)
    await editor(page).press('Control+End')
    await editor(page).pressSequentially('filter { mutate { uppercase => ["cashier"] ')
    await expect(page.getByText('ALICE', { exact: true }).first()).toBeVisible()
  })

  await test.step('is asked before it is left, and saves with the keyboard', async () => {
    await page.getByRole('link', { name: 'Live' }).first().click()
    await page.getByRole('button', { name: 'Stay' }).click()
    await editor(page).press('Escape')
    await page.keyboard.press('Tab')
    await expect(editor(page)).not.toBeFocused()
    await page.keyboard.press('Control+s')
    await expect(page.getByText(`${mark} is saved.`)).toBeVisible()
    await expect(page.getByText('version 1', { exact: true })).toBeVisible()
  })

  await test.step('a new line is taken apart', async () => {
    await expect(async () => {
      await sendLines([line(9001)])
      await page.goto(`/explorer/?from=now-1h&q=${encodeURIComponent(`cashier:ALICE AND shop:${mark}`)}`)
      await expect(page.getByTestId('total')).toHaveText(/[1-9]/, { timeout: 4_000 })
    }).toPass({ timeout: 40_000 })
  })

  await test.step('the old ones are reparsed: first in numbers', async () => {
    await found(page, `${mark} AND NOT shop:${mark} AND NOT 9001`, 20)
    await page.getByRole('button', { name: 'View' }).click()
    await page.getByRole('menuitem', { name: 'Reparse these logs…' }).click()
    const several = page.getByRole('dialog', { name: 'Reparse with which pipeline?' })
    const dialog = page.getByRole('dialog', { name: `Reparse with ${mark}` })
    await expect(several.or(dialog)).toBeVisible()
    if (await several.isVisible()) await several.getByRole('button', { name: new RegExp(`^${mark}`) }).click()
    await accessible(page)
    await dialog.getByRole('button', { name: 'Compare' }).click()
    await expect(page.getByRole('button', { name: 'Apply to 20 logs' })).toBeVisible({ timeout: 30_000 })
    await expect(page.getByRole('row', { name: /^cashier 20 0 0/ })).toBeVisible()
    await accessible(page)
  })

  await test.step('then for good, and back again', async () => {
    const reparse = page.url()
    await page.getByRole('button', { name: 'Apply to 20 logs' }).click()
    await expect(page.getByText('applied')).toBeVisible({ timeout: 30_000 })
    await found(page, `shop:${mark} AND NOT order:9001`, 20)
    await page.goto(reparse)
    await page.getByRole('button', { name: 'Undo it' }).click()
    await expect(page.getByText('undone', { exact: true })).toBeVisible({ timeout: 30_000 })
    await found(page, `shop:${mark} AND NOT order:9001`, 0)
  })

  await test.step('the list counts what each filter did', async () => {
    await page.goto('/pipelines/')
    const row = page.getByRole('listitem', { name: mark })
    await expect(row.getByRole('row', { name: /^dissect line 2/ })).toBeVisible()
    await accessible(page)
    await row.getByRole('button', { name: `More for ${mark}` }).click()
    await page.getByRole('menuitem', { name: 'Remove…' }).click()
    await page.getByRole('button', { name: 'Remove it' }).click()
    await expect(row).toHaveCount(0)
  })
})

test('a line of the Explorer is tried in a new pipeline, on a phone too', async ({ page }) => {
  const word = `phone${Date.now()}`
  await sendLines([`${word} user=alice`])
  await found(page, word, 1)
  await page.getByRole('row').filter({ hasText: word }).first().click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Try a pipeline on this line' }).click()
  await expect(page.getByText('It can run.')).toBeVisible()
  await expect(page.locator('code').filter({ hasText: word })).toBeVisible()
  await page.setViewportSize({ width: 390, height: 844 })
  await accessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.getByRole('tab', { name: 'Grok helper' }).click()
  await page.getByRole('button', { name: 'Use it' }).first().click()
  await expect(page.getByText('It can run.')).toBeVisible()
  await page.getByRole('button', { name: 'Back to the list' }).click()
  await page.getByRole('button', { name: 'Leave' }).click()
  await expect(page).toHaveURL(/\/pipelines\/$/)
})
