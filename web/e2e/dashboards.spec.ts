import type { Page } from '@playwright/test'

import { expect, expectAccessible, sendLines, test, THEMES } from './test'

const mark = `board${Date.now()}`

async function accessible(page: Page) {
  for (const theme of THEMES) await expectAccessible(page, theme)
}

const chart = (page: Page, name: string) =>
  page.getByRole('article', { name, exact: true }).getByRole('application')

/** The dashboards that a test made are not left behind. */
async function removeOpen(page: Page, name: string) {
  await page.getByRole('button', { name: 'More for this dashboard' }).click()
  await page.getByRole('menuitem', { name: 'Remove…' }).click()
  await page.getByRole('button', { name: 'Remove it' }).click()
  await expect(page.getByRole('listitem', { name, exact: true })).toHaveCount(0)
}

const enough = (page: Page, query: string, least: number) =>
  expect(async () => {
    await page.goto(`/explorer/?from=now-1h&q=${encodeURIComponent(query)}`)
    await expect(page.getByTestId('total')).toHaveText(String(least), { timeout: 4_000 })
  }).toPass({ timeout: 40_000 })

test('a search becomes a panel, the dashboard is arranged, saved, shared and taken back', async ({
  page,
  browser,
}) => {
  test.setTimeout(240_000)
  await sendLines(
    Array.from({ length: 30 }, (_, at) => ({
      message: `${mark} order ${at}`,
      service: at % 3 ? 'web' : 'db',
      level: at % 5 ? 'info' : 'error',
    })),
  )
  await enough(page, mark, 30)

  await test.step('from the Explorer into a new dashboard', async () => {
    await page.getByRole('button', { name: 'Saved' }).click()
    await page.getByRole('button', { name: 'Add to a dashboard…' }).click()
    await page.getByRole('button', { name: 'A new one' }).click()
    await expect(page.getByRole('heading', { name: 'New panel' })).toBeVisible()
    await expect(page.getByLabel('Query', { exact: true })).toHaveValue(mark)
    await page.getByLabel('Title', { exact: true }).fill('By level')
    await expect(chart(page, 'By level')).toBeVisible()
    await accessible(page)
    await page.getByRole('button', { name: 'Add it' }).click()
    // A new dashboard asks for its name by itself.
    await page.getByLabel('Name', { exact: true }).fill(mark)
    await page.getByRole('button', { name: 'Add a variable' }).click()
    await page.getByLabel('Name of variable 1').fill('service')
    await page.getByLabel('Field of variable 1').fill('service')
    await accessible(page)
    await page.getByRole('button', { name: 'Go on' }).click()
  })

  await test.step('a second panel is a table of shares', async () => {
    await page.getByRole('button', { name: 'Add a panel' }).click()
    await page.getByRole('button', { name: 'Table', exact: true }).click()
    await page.getByLabel('Title', { exact: true }).fill('By service')
    await page.getByLabel('Query', { exact: true }).fill(`${mark} service:$service`)
    await page.getByLabel('By: add a field').fill('service')
    await page.getByLabel('By: add a field').press('Enter')
    await expect(page.getByRole('cell', { name: 'web' })).toBeVisible()
    await page.getByRole('button', { name: 'Add it' }).click()
    await expect(page.getByRole('article', { name: 'By service', exact: true })).toBeVisible()
  })

  await test.step('is arranged with the keyboard and the mouse, and saved', async () => {
    const corner = page.getByRole('button', { name: /Size and place of By service/ })
    await corner.focus()
    await corner.press('ArrowRight')
    await expect(page.getByText(/By service: column 1, row 8, 7 columns wide/)).toBeAttached()
    await corner.press('Shift+ArrowUp')
    const table = page.locator('[data-panel]').filter({ hasText: 'By service' })
    await expect(table).toHaveCSS('top', '0px')
    const title = table.locator('header').first()
    const from = (await title.boundingBox())!
    await page.mouse.move(from.x + 60, from.y + 10)
    await page.mouse.down()
    await page.mouse.move(from.x + 60, from.y + 340, { steps: 8 })
    await page.mouse.up()
    await expect(table).not.toHaveCSS('top', '0px')
    await accessible(page)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText(`${mark} is saved.`)).toBeVisible()
    await expect(page.getByRole('heading', { level: 1, name: mark })).toBeVisible()
  })

  await test.step('shows what is chosen, and a mark leads to its logs', async () => {
    await page.getByRole('button', { name: 'service: all' }).click()
    await page.getByRole('button', { name: /^db/ }).click()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('cell', { name: 'db' })).toBeVisible()
    await expect(page.getByRole('cell', { name: 'web' })).toHaveCount(0)
    await expect(page).toHaveURL(/v=service:db/)
    await accessible(page)
    await page.getByRole('cell', { name: '10', exact: true }).getByRole('link').click()
    await expect(page).toHaveURL(/\/explorer\//)
    await expect(page.getByTestId('total')).toHaveText('10')
    await page.goBack()
    await chart(page, 'By level').focus()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    await expect(chart(page, 'By level').locator('[aria-live]')).toHaveText(/info|error|nothing/)
  })

  await test.step('is shared by a link that anybody can open, until it is taken back', async () => {
    const dashboard = page.url()
    await page.getByRole('button', { name: 'Share by link' }).click()
    await page.getByLabel('What it is for').fill('Office')
    await page.getByRole('button', { name: 'Make a link' }).click()
    const link = new URL(await page.getByRole('textbox', { name: 'The link' }).inputValue())
    await accessible(page)
    const stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } })
    const theirs = await stranger.newPage()
    await theirs.goto(new URL(link.pathname + link.search, dashboard).toString())
    await expect(theirs.getByRole('heading', { level: 1, name: mark })).toBeVisible()
    await expect(theirs.getByRole('cell', { name: 'db' })).toBeVisible()
    await expect(theirs.getByRole('link')).toHaveCount(0)
    await accessible(theirs)
    await page.getByRole('button', { name: 'Take Office back' }).click()
    await expect(page.getByText('There are none.')).toBeVisible()
    await theirs.reload()
    await expect(theirs.getByText('This link does not work any more.')).toBeVisible()
    await stranger.close()
    await page.keyboard.press('Escape')
  })

  await test.step('has versions, fills the screen, and fits a phone', async () => {
    await page.getByRole('button', { name: 'More for this dashboard' }).click()
    await page.getByRole('menuitem', { name: 'Versions…' }).click()
    await expect(page.getByText('Version 1')).toBeVisible()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Full screen' }).click()
    await expect(page.getByRole('navigation', { name: 'Pages' })).toHaveCount(0)
    await page.getByRole('button', { name: 'Leave full screen' }).click()
    await page.setViewportSize({ width: 390, height: 844 })
    await expect(page.getByRole('article', { name: 'By level', exact: true })).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await accessible(page)
    await removeOpen(page, mark)
  })
})

test('a template is a dashboard in one press, and a PDF', async ({ page }) => {
  test.setTimeout(180_000)
  await page.goto('/dashboards/')
  await page.getByRole('button', { name: 'New dashboard' }).click()
  await page.getByRole('menuitem', { name: 'From a template…' }).click()
  await accessible(page)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Volume and cost/ })
    .click()
  await expect(page.getByRole('heading', { level: 1, name: /Volume and cost/ })).toBeVisible()
  await expect(page.getByRole('article', { name: 'Logs', exact: true }).getByRole('link')).toBeVisible()
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0, { timeout: 20_000 })
  await accessible(page)
  await page.getByRole('button', { name: 'More for this dashboard' }).click()
  await page.getByRole('menuitem', { name: /Download/ }).click()
  const file = page.waitForEvent('download', { timeout: 60_000 })
  await page.getByRole('button', { name: 'Download', exact: true }).click()
  expect((await file).suggestedFilename()).toMatch(/\.pdf$/)
  const name = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  await removeOpen(page, name)
})

test('a search is kept with a variable, asks for it, and is remembered', async ({ page }) => {
  test.setTimeout(120_000)
  const word = `kept${Date.now()}`
  await sendLines([
    { message: `${word} one`, service: 'web' },
    { message: `${word} two`, service: 'db' },
  ])
  await enough(page, word, 2)
  await page.getByRole('button', { name: 'Saved' }).click()
  await page.getByRole('button', { name: 'Save this search…' }).click()
  await page.getByLabel('Name', { exact: true }).fill(word)
  await page.getByLabel('Query', { exact: true }).last().fill(`${word} service:$service`)
  await accessible(page)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText(`${word} is saved.`)).toBeVisible()

  await page.goto('/explorer/?from=now-1h')
  await page.getByRole('button', { name: 'Saved' }).click()
  await accessible(page)
  await page
    .getByRole('listitem', { name: word })
    .getByRole('button', { name: /asks for 1/ })
    .click()
  await page.getByLabel('service', { exact: true }).fill('db')
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page.getByTestId('total')).toHaveText('1')
  await expect(page.getByRole('row').filter({ hasText: `${word} two` })).toBeVisible()

  const query = page.getByRole('textbox', { name: 'Query' })
  await query.fill(`${word} one`)
  await query.press('Control+Enter')
  await expect(page.getByTestId('total')).toHaveText('1')
  await page.getByRole('button', { name: 'Queries run before' }).click()
  await expect(page.getByRole('menuitem', { name: new RegExp(`^${word} one`) })).toBeVisible()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Saved' }).click()
  await page.getByRole('button', { name: `More for ${word}` }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(page.getByRole('listitem', { name: word })).toHaveCount(0)
})
