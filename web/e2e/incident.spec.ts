import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'

import type { Page } from '@playwright/test'

import { letters, ROOT } from './letters'
import { product } from './product'
import { expect, test } from './test'

const ELKVISION = path.join(ROOT, '.venv/bin/elkvision')
const ROUND_SECONDS = 40

interface Told {
  title: string
  state: string
  link: string
  lines: { message: string }[]
  numbers: unknown[]
}

let demo: ChildProcess
let receiver: Server
const told: Told[] = []

test.beforeAll(async () => {
  receiver = createServer((request, answer) => {
    let text = ''
    request.on('data', (part) => (text += String(part)))
    request.on('end', () => {
      told.push(JSON.parse(text) as Told)
      answer.end('thank you')
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const words = [
    'demo',
    '--rate',
    '60',
    '--round',
    String(ROUND_SECONDS),
    '--to',
    `tcp://127.0.0.1:${product().tcp}`,
  ]
  demo = spawn(existsSync(ELKVISION) ? ELKVISION : 'elkvision', words, { stdio: 'ignore' })
})

test.afterAll(async () => {
  demo.kill('SIGINT')
  await new Promise((resolve) => receiver.close(resolve))
})

async function makeChannel(page: Page, kind: string, name: string, fields: Record<string, string>) {
  await page.goto('/settings/?tab=channels')
  await page.getByRole('button', { name: 'New channel' }).click()
  await page.getByRole('combobox', { name: 'Kind' }).click()
  await page.getByRole('option', { name: kind, exact: true }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text)
  await page.getByRole('button', { name: 'Make the channel' }).click()
  await expect(page.getByRole('list', { name: 'Channels' }).getByText(name, { exact: true })).toBeVisible()
}

test('an incident is found, narrowed, kept, told of with proof, acknowledged and put on paper', async ({
  page,
}) => {
  test.setTimeout(300_000)
  page.setDefaultTimeout(30_000)
  const mark = `incident ${Date.now()}`
  const { port } = receiver.address() as AddressInfo

  await test.step('somebody is to be told, by letter and by webhook', async () => {
    await makeChannel(page, 'E-mail', `${mark} letters`, { To: 'alice@acme.example' })
    await makeChannel(page, 'Webhook', `${mark} hook`, { Address: `http://127.0.0.1:${port}/told` })
    await page.goto('/alerts/?tab=routing')
    await page.getByRole('button', { name: 'New policy' }).click()
    await page.getByLabel('Name', { exact: true }).fill(mark)
    await page.getByRole('checkbox', { name: new RegExp(`${mark} letters`) }).check()
    await page.getByRole('checkbox', { name: new RegExp(`${mark} hook`) }).check()
    await page.getByRole('button', { name: 'Waits for others: 0s' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('listitem', { name: mark })).toBeVisible()
  })

  await test.step('the dashboard shows that payments fail', async () => {
    await page.goto('/dashboards/')
    await page.getByRole('button', { name: 'New dashboard' }).click()
    await page.getByRole('menuitem', { name: 'From a template…' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Application errors/ })
      .click()
    await expect(page.getByRole('heading', { level: 1, name: /Application errors/ })).toBeVisible()
    const board = page.url()
    const payments = page
      .getByRole('article', { name: 'Part that is errors', exact: true })
      .getByRole('link', { name: /^payments/ })
    await expect(async () => {
      await page.goto(board)
      await expect(payments).toBeVisible({ timeout: 5_000 })
    }).toPass({ timeout: 90_000 })
    await payments.click()
    await expect(page).toHaveURL(/\/explorer\/\?.*payments/)
  })

  await test.step('compare and patterns narrow it to one kind of message', async () => {
    const payments = page
      .getByRole('region', { name: 'More frequent among these logs' })
      .getByRole('button', { name: 'Include service payments' })
    // A handful of errors is no difference yet: it shows as the incident goes on.
    await expect(async () => {
      await page.goto('/explorer/?from=now-15m&q=level%3Aerror')
      await page.getByRole('link', { name: 'Compare' }).click()
      await expect(payments).toBeVisible({ timeout: 20_000 })
    }).toPass({ timeout: 100_000 })
    await payments.click()
    await expect(page).toHaveURL(/service(%3A|:)payments/)
    await page.getByRole('tab', { name: 'Patterns' }).click()
    await expect(page).toHaveURL(/tab=patterns/)
    const include = page.getByRole('button', { name: /^Include payment for order/ })
    // Patterns are of the moment at which they were asked for: the next page has what came meanwhile.
    await expect(async () => {
      if (!(await include.isVisible())) await page.reload()
      await expect(include).toBeVisible({ timeout: 20_000 })
    }).toPass({ timeout: 80_000 })
    await include.click()
    await expect(page).toHaveURL(/\/explorer\//)
    await expect(
      page
        .getByRole('row')
        .filter({ hasText: /no connection to the bank/ })
        .first(),
    ).toBeVisible()
  })

  await test.step('the search is saved', async () => {
    await page.getByRole('button', { name: 'Saved' }).click()
    await page.getByRole('button', { name: 'Save this search…' }).click()
    await page.getByLabel('Name', { exact: true }).fill(mark)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText(`${mark} is saved.`)).toBeVisible()
  })

  await test.step('an alert is made of it, whose proof has the incident', async () => {
    await page.getByRole('link', { name: 'Alert', exact: true }).click()
    await page.getByRole('button', { name: 'Looked at every: 10s' }).click()
    await page.getByRole('button', { name: 'Over the last: 1m' }).click()
    await expect(page.getByText(/would have fired (once|\d+ times) in the last 7 days/)).toBeVisible({
      timeout: 30_000,
    })
    const firings = page.getByRole('list', { name: 'When it would have fired' }).getByRole('link')
    await expect(firings.first()).toHaveAttribute('href', /\/explorer\/\?.*from=.*&to=/)
    await page.getByLabel('Name', { exact: true }).fill(mark)
    await page.getByRole('button', { name: 'Save the rule' }).click()
    await expect(page.getByText(`${mark} is watched.`)).toBeVisible()
  })

  await test.step('it is told by webhook and by letter, with lines and a link', async () => {
    const mine = () => told.find(({ title, state }) => title.includes(mark) && state === 'firing')
    await expect.poll(mine, { timeout: 120_000 }).toBeTruthy()
    const { lines, link } = mine()!
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.every(({ message }) => message.includes('no connection to the bank'))).toBe(true)
    const way = new URL(link)
    expect(way.search).toMatch(/from=\d{4}-.*to=\d{4}-/)
    await page.goto(way.pathname + way.search)
    await expect(
      page
        .getByRole('row')
        .filter({ hasText: /no connection to the bank/ })
        .first(),
    ).toBeVisible()
    if (process.env.E2E_MAIL) {
      const mine = () => letters().find(({ subject }) => subject.includes(mark))
      await expect.poll(mine, { timeout: 30_000 }).toBeTruthy()
      const { text, html } = mine()!
      for (const part of [text, html]) {
        expect(part).toContain('no connection to the bank')
        expect(part).toContain(way.pathname)
      }
    }
  })

  await test.step('it is acknowledged in the bell', async () => {
    await page.goto('/explorer/')
    await page.getByRole('button', { name: /^Notifications, \d+ unread/ }).click()
    await page
      .getByRole('button', { name: new RegExp(`^Acknowledge “.*${mark}`) })
      .first()
      .click()
    await expect(page.getByText('Acknowledged.')).toBeVisible()
    await page.goto('/alerts/?state=acknowledged')
    await expect(page.getByRole('list', { name: 'Alerts' }).getByRole('button', { name: mark })).toBeVisible()
  })

  await test.step('the dashboard goes on paper', async () => {
    await page.goto('/dashboards/')
    await page
      .getByRole('listitem', { name: 'Application errors', exact: true })
      .first()
      .getByText('Application errors', { exact: true })
      .click()
    await expect(page.getByRole('heading', { level: 1, name: /Application errors/ })).toBeVisible()
    await page.getByRole('button', { name: 'More for this dashboard' }).click()
    await page.getByRole('menuitem', { name: /Download/ }).click()
    const file = page.waitForEvent('download', { timeout: 90_000 })
    await page.getByRole('button', { name: 'Download', exact: true }).click()
    const paper = await (await file).path()
    expect(readFileSync(paper).subarray(0, 5).toString()).toBe('%PDF-')
  })
})
