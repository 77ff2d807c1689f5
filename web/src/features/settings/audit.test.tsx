import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { expect, test, vi } from 'vitest'

import { renderAs } from '@/testing/render'
import { ALICE, answers, server } from '@/testing/server'

import { Settings } from '.'

const PERSON = { id: 1, username: 'alice', email: 'alice@acme.example', name: 'Alice' }
const entry = (id: number, more = {}) => ({
  id,
  at: '2026-01-01T00:00:00Z',
  by: PERSON,
  who: 'alice',
  action: 'made the key',
  subject: `key ${id}`,
  details: {},
  ...more,
})

/** Answers the log a page at a time and keeps what was asked. */
function log(...pages: object[][]) {
  const asked = vi.fn()
  server.use(
    answers('/audit/choices/', { people: [PERSON], actions: ['changed', 'made the key'] }),
    http.get('*/api/v1/audit/', ({ request }) => {
      const query = Object.fromEntries(new URL(request.url).searchParams)
      asked(query)
      const page = Number(query.cursor ?? 0)
      return HttpResponse.json({
        results: pages[page] ?? [],
        next: page + 1 < pages.length ? String(page + 1) : null,
      })
    }),
  )
  return asked
}
const open = (role: 'owner' | 'editor' = 'owner') =>
  renderAs(<Settings />, {
    search: 'tab=audit',
    me: { ...ALICE, organisations: [{ tenant: 'acme', name: 'Acme', role }] },
  })

test('the log tells who did what, with what belongs to it', async () => {
  log([entry(2, { details: { scopes: ['read', 'ingest'] } }), entry(1, { by: null, who: '' })])
  open()
  expect(await screen.findByText('key 2', { exact: false })).toBeVisible()
  expect(screen.getByText('the command line')).toBeVisible()
  await userEvent.click(screen.getByText('details'))
  expect(screen.getByText('read, ingest')).toBeVisible()
})

test('older entries come when they are asked for', async () => {
  log([entry(2)], [entry(1)])
  open()
  await userEvent.click(await screen.findByRole('button', { name: 'Older ones' }))
  expect(await screen.findByText('key 1', { exact: false })).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Older ones' })).toBeNull()
})

test('a person and an action are chosen, and files are of what was chosen', async () => {
  const asked = log([])
  open()
  expect(await screen.findByText('Nothing was changed')).toBeVisible()
  await userEvent.click(screen.getByRole('combobox', { name: 'Who' }))
  await userEvent.click(await screen.findByRole('option', { name: 'alice' }))
  await userEvent.click(screen.getByRole('combobox', { name: 'Action' }))
  await userEvent.click(await screen.findByRole('option', { name: 'changed' }))
  await waitFor(() =>
    expect(asked).toHaveBeenLastCalledWith({ person: '1', action: 'changed', from: 'now-30d', limit: '50' }),
  )
  const file = screen.getByRole('link', { name: 'CSV' }).getAttribute('href')
  expect(file).toBe('/api/v1/audit/export/?person=1&action=changed&from=now-30d&format=csv&organisation=acme')
})

test('the log is for admins', async () => {
  open('editor')
  expect(await screen.findByText('The audit log is for admins')).toBeVisible()
})
