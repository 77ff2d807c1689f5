import { readFileSync } from 'node:fs'

import type { Page } from '@playwright/test'

import { letters } from './letters'
import { ALICE } from './product'
import { expect, expectAccessible, test, THEMES } from './test'

const mark = `shared board ${Date.now()}`

/** A dashboard of one text, made as a form would make it; its address. */
async function made(page: Page, name: string): Promise<string> {
  await page.goto('/dashboards/')
  const id = await page.evaluate(async (called) => {
    const token = /csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? ''
    const panel = {
      id: 'words',
      title: 'Words',
      kind: 'text',
      layout: { x: 0, y: 0, w: 6, h: 4 },
      markdown: 'For **both**.',
    }
    const answer = await fetch('/api/v1/dashboards/', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
      body: JSON.stringify({ name: called, panels: [panel] }),
    })
    return ((await answer.json()) as { id: number }).id
  }, name)
  return `/dashboards/?id=${id}`
}

async function open(page: Page, address: string) {
  await page.goto(address)
  await expect(page.getByRole('article', { name: 'Words', exact: true })).toContainText('For both.')
}

/** Gives the dashboard another name, as far as the press on Save. */
async function rename(page: Page, name: string) {
  await page.getByRole('button', { name: 'Name and variables' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Take over' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
}

const more = async (page: Page, item: RegExp) => {
  await page.getByRole('button', { name: 'More for this dashboard' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('two who change a dashboard at once lose nothing', async ({ page, context }) => {
  const address = await made(page, mark)
  const other = await context.newPage()
  for (const each of [page, other]) {
    await open(each, address)
    await each.getByRole('button', { name: 'Edit', exact: true }).click()
  }
  await rename(other, `${mark} theirs`)
  await expect(other.getByRole('heading', { level: 1, name: `${mark} theirs` })).toBeVisible()
  await rename(page, `${mark} mine`)
  const dialog = page.getByRole('dialog', { name: 'Somebody saved meanwhile' })
  await expect(dialog).toContainText(ALICE.username)
  for (const theme of THEMES) await expectAccessible(page, theme)
  await dialog.getByRole('button', { name: /^Save mine as a dashboard of its own/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: `${mark} mine (mine)` })).toBeVisible()
  await page.goto('/dashboards/')
  await expect(page.getByRole('listitem', { name: `${mark} theirs`, exact: true })).toBeVisible()
  await expect(page.getByRole('listitem', { name: `${mark} mine (mine)`, exact: true })).toBeVisible()
})

test('a dashboard is downloaded as a picture, and comes by mail as paper', async ({ page }) => {
  test.setTimeout(120_000)
  const name = `${mark} paper`
  await open(page, await made(page, name))

  await test.step('a picture', async () => {
    await more(page, /^Download/)
    await page.getByRole('combobox', { name: 'Format' }).click()
    await page.getByRole('option', { name: /^PNG/ }).click()
    const file = page.waitForEvent('download', { timeout: 60_000 })
    await page.getByRole('button', { name: 'Download', exact: true }).click()
    const picture = readFileSync(await (await file).path())
    expect(picture.subarray(1, 4).toString()).toBe('PNG')
    await page.keyboard.press('Escape')
  })

  await test.step('a letter', async () => {
    await more(page, /^Reports by e-mail/)
    await page.getByRole('button', { name: 'New report' }).click()
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page
      .getByRole('group', { name: 'Members, by e-mail' })
      .getByRole('button', { name: ALICE.username })
      .click()
    for (const theme of THEMES) await expectAccessible(page, theme)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: `Send ${name} now` }).click()
    test.skip(!process.env.E2E_MAIL, 'this product sends its mail elsewhere')
    const mine = () => letters().find(({ subject }) => subject.includes(name))
    await expect.poll(mine, { timeout: 60_000 }).toBeTruthy()
    expect(mine()!.attachments).toEqual([expect.stringMatching(/\.pdf$/)])
  })
})
