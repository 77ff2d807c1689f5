import type { Page } from '@playwright/test'

import { expect, expectAccessible, sendLines, test, THEMES } from './test'

/** A shop's evening, told once for all tests of this file and found by a word of its own. */
const mark = `shop${Date.now()}`
const START = Date.now() - 10 * 60_000

const line = (at: number, more: object) => ({
  '@timestamp': new Date(START + at * 1000).toISOString(),
  ...more,
})

test.beforeAll(async () => {
  const lines = Array.from({ length: 300 }, (_, at) =>
    line(at, {
      level: at % 10 === 0 ? 'error' : 'info',
      service: at % 2 ? 'cart' : 'payments',
      host: 'web-1',
      trace_id: `trace${at}`,
      message: at % 10 === 0 ? `${mark} payment ${at} failed` : `${mark} payment ${at} taken`,
      status: at % 10 === 0 ? 500 : 200,
    }),
  )
  await sendLines(lines)
})

const total = (page: Page) => page.getByTestId('total')
const queryBar = (page: Page) => page.getByRole('textbox', { name: 'Query' })

/** All 300 lines are there before a test looks at them. */
async function open(page: Page, more = '') {
  await expect(async () => {
    await page.goto(`/explorer/?from=now-1h&q=${mark}${more}`)
    await expect(page.getByRole('grid', { name: 'Logs' })).toBeVisible({ timeout: 4_000 })
    if (!more) await expect(total(page)).toHaveText('300', { timeout: 4_000 })
  }).toPass({ timeout: 40_000 })
}

test('a query is completed, run, and its words are marked', async ({ page }) => {
  await open(page)
  await page.keyboard.press('/')
  await expect(queryBar(page)).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.type(' ser')
  await expect(page.getByRole('option', { name: /^service/ })).toBeVisible()
  await page.keyboard.press('Tab')
  await page.keyboard.type('pay')
  await expect(page.getByRole('option', { name: /^payments/ })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.type('status:>=500')
  await page.keyboard.press('Enter')
  await expect(total(page)).toHaveText('30')
  await expect(page).toHaveURL(/service/)
  await expect(page.locator('mark').first()).toHaveText(mark)
})

test('a mistake is shown at its column, and the rows come back when it is mended', async ({ page }) => {
  await open(page)
  await queryBar(page).fill(`${mark} AND (service:cart OR`)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nothing follows OR.').first()).toBeVisible()
  await expect(page.getByText(/Column \d+/)).toBeVisible()
  await queryBar(page).fill(`${mark} AND (service:cart OR status:500)`)
  await page.keyboard.press('Control+Enter')
  await expect(total(page)).toHaveText('180')
})

test('values are included, flipped and switched off', async ({ page }) => {
  await open(page)
  await page
    .getByRole('region', { name: 'Fields' })
    .getByRole('button', { name: /^level/ })
    .click()
  await page.getByRole('button', { name: 'Only level = error' }).click()
  await expect(total(page)).toHaveText('30')
  await page.getByRole('button', { name: /exclude it instead/ }).click()
  await expect(total(page)).toHaveText('270')
  await page.getByRole('checkbox', { name: /Use the filter/ }).uncheck()
  await expect(total(page)).toHaveText('300')
  await page.reload()
  await expect(total(page)).toHaveText('300')
  await expect(page.getByRole('checkbox', { name: /Use the filter/ })).not.toBeChecked()
})

test('the chart narrows by dragging, and Escape leads back', async ({ page }) => {
  await open(page)
  const chart = await page.getByRole('application').boundingBox()
  if (!chart) throw new Error('the chart has no size')
  const [left, right] = [chart.x + chart.width * 0.5, chart.x + chart.width - 4]
  await page.mouse.move(left, chart.y + 30)
  await page.mouse.down()
  await page.mouse.move(right, chart.y + 30, { steps: 6 })
  await page.mouse.up()
  await expect(page).toHaveURL(/from=2\d\d\d-/)
  await page.getByRole('grid').focus()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/from=now-1h/)
})

test('a time is pasted as it stands in a log', async ({ page }) => {
  await open(page)
  await page.getByRole('grid').focus()
  await page.keyboard.press('d')
  const [from, to] = [0, 60].map((at) => new Date(START + at * 1000).toISOString())
  await page.getByLabel('Paste or type any time').fill(`${from} - ${to}`)
  await page.keyboard.press('Enter')
  await expect(total(page)).toHaveText('60')
})

test('a log is opened with the keyboard, seen whole, and has a link of its own', async ({ page }) => {
  await open(page)
  await page.getByRole('grid').focus()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  const panel = page.getByRole('region', { name: 'Log', exact: true })
  await expect(panel.getByText(`${mark} payment 299 taken`)).toBeVisible()
  await page.keyboard.press('j')
  await expect(panel.getByText(`${mark} payment 298 taken`)).toBeVisible()
  await panel.getByRole('tab', { name: 'Context' }).click()
  await expect(panel.getByText(`${mark} payment 296 taken`)).toBeVisible()
  await expect(panel.getByText(`${mark} payment 297 taken`)).toHaveCount(0)
  await panel.getByRole('button', { name: /^service: payments/ }).click()
  await expect(panel.getByText(`${mark} payment 297 taken`)).toBeVisible()
  await expect(panel.locator('[aria-current="true"]')).toContainText('payment 298')
  await page.goto(page.url())
  await expect(page.getByRole('region', { name: 'Log', exact: true })).toContainText(
    `${mark} payment 298 taken`,
  )
  await page.getByRole('grid').focus()
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/[?&]id=/)
})

test('every match is downloaded, in each format', async ({ page }) => {
  await open(page)
  await page.getByRole('button', { name: 'Download' }).click()
  const dialog = page.getByRole('dialog', { name: 'Download' })
  for (const format of ['CSV', 'JSON', 'NDJSON', 'Text']) {
    await dialog.getByRole('combobox', { name: 'Format' }).click()
    await page.getByRole('option', { name: new RegExp(`^${format}`) }).click()
    const arriving = page.waitForEvent('download')
    await dialog.getByRole('button', { name: /^Download/ }).click()
    const stream = await (await arriving).createReadStream()
    const pieces: Buffer[] = []
    for await (const piece of stream) pieces.push(piece as Buffer)
    const text = Buffer.concat(pieces).toString()
    expect(text.match(new RegExp(`${mark} payment`, 'g'))?.length, format).toBeGreaterThanOrEqual(300)
    await expect(dialog.getByRole('status')).toContainText('300 logs')
  }
})

test('a shared link shows the same logs later', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page)
  await page.getByRole('button', { name: 'Share' }).click()
  await expect(page.getByText('Link copied')).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toMatch(/from=2\d\d\d-.*to=2\d\d\d-/)
  await page.goto(link)
  await expect(total(page)).toHaveText('300')
})

test('nothing found leads to where the matches are', async ({ page }) => {
  await open(page)
  await page.goto(`/explorer/?from=now-2m&to=now-1m&q=${mark}`)
  await expect(page.getByText(/300 logs match at other times/)).toBeVisible()
  await page.getByRole('button', { name: 'Go to the newest match' }).click()
  await expect(page.getByText(`${mark} payment 299 taken`).first()).toBeVisible()
})

test('a search that finds nothing here shows all time, the year and every digit of a number', async ({
  page,
}) => {
  const old = `old${mark}`
  await sendLines([
    `{"@timestamp":"2005-06-03T10:00:00Z","message":"${old} one","order":9007199254740993}`,
    `{"@timestamp":"2020-01-02T10:00:00Z","message":"${old} two","order":9007199254740992}`,
  ])
  await expect(async () => {
    await page.goto(`/explorer/?q=${old}&cols=order,message`)
    await expect(page.getByText('· 2 outside this range')).toBeVisible({ timeout: 4_000 })
  }).toPass({ timeout: 40_000 })
  await page.getByRole('button', { name: 'Show all time' }).first().click()
  await expect(total(page)).toHaveText('2')
  await expect(page.getByText('2005-06-03 10:00:00.000')).toBeVisible()
  await page.goto(`/explorer/?from=all&to=all&q=${old}&f=order:9007199254740993&cols=order,message`)
  await expect(total(page)).toHaveText('1')
  await expect(page.getByRole('gridcell', { name: '9007199254740993' })).toBeVisible()
})

test('columns are added and moved, rows wrap and stand raw', async ({ page }) => {
  await open(page)
  await page.getByRole('region', { name: 'Fields' }).getByText('trace_id', { exact: true }).hover()
  await page.getByRole('button', { name: 'Add trace_id as a column' }).click()
  await expect(page.getByRole('gridcell', { name: 'trace299' })).toBeVisible()
  await page.getByRole('columnheader').getByRole('button', { name: 'trace_id' }).click()
  await page.getByRole('menuitem', { name: 'Move left' }).click()
  await expect(page).toHaveURL(/cols=trace_id,service,message/)
  await page.keyboard.press('w')
  await page.getByRole('button', { name: 'Raw lines' }).click()
  await expect(page.getByRole('columnheader', { name: 'raw line' })).toBeVisible()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('the same can be done with a thumb', async ({ page }) => {
    await open(page)
    await page.getByRole('row').first().tap()
    await expect(page.getByRole('dialog').getByText(`${mark} payment 299 taken`)).toBeVisible()
    for (const theme of THEMES) await expectAccessible(page, theme)
    await page.getByRole('button', { name: 'Close the log' }).tap()
    await page.getByRole('button', { name: 'Fields', exact: true }).tap()
    await expect(page.getByRole('dialog', { name: 'Fields' })).toBeVisible()
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
  })
})

test('the Explorer keeps nobody out', async ({ page }) => {
  await open(page)
  await page.getByRole('row').nth(2).click()
  await expect(page.getByRole('region', { name: 'Log', exact: true })).toBeVisible()
  for (const theme of THEMES) await expectAccessible(page, theme)
  await queryBar(page).fill(`${mark} service:`)
  await expect(page.getByRole('listbox')).toBeVisible()
  for (const theme of THEMES) await expectAccessible(page, theme)
})
