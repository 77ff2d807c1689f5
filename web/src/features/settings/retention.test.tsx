import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { expect, test, vi } from 'vitest'

import { renderAs } from '@/testing/render'
import { ALICE, answers, refuses, server } from '@/testing/server'

import { RetentionSettings } from './retention'

const KEPT = { days: 30, rules: [{ q: 'level:debug', days: 3 }] }
const open = (role: 'owner' | 'viewer' = 'owner') => {
  server.use(answers('/logs/retention/', KEPT))
  renderAs(<RetentionSettings />, {
    me: { ...ALICE, organisations: [{ tenant: 'acme', name: 'Acme', role }] },
  })
}
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }))

test('what would go is counted before it can be saved', async () => {
  const heard = vi.fn()
  server.use(
    http.post('*/api/v1/logs/retention/preview/', async ({ request }) => {
      heard(await request.json())
      return HttpResponse.json({
        results: [
          { q: 'level:error', days: 90, events: 10, forgotten: 0 },
          { q: 'level:debug', days: 3, events: 2000, forgotten: 1500 },
          { q: '', days: 30, events: 5, forgotten: 1 },
        ],
      })
    }),
    http.put('*/api/v1/logs/retention/', async ({ request }) => {
      const body = (await request.json()) as object
      heard(body)
      return HttpResponse.json(body)
    }),
  )
  open()
  await press('Add a rule')
  await userEvent.type(screen.getByLabelText('Query of rule 2'), 'level:error')
  await press('Rule 2 up')
  expect(screen.getByLabelText('Query of rule 1')).toHaveValue('level:error')
  expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled()
  await press('Count what would go')
  expect(await screen.findByRole('status')).toHaveTextContent('1,501 logs would be deleted, for good.')
  await press('Save')
  const wanted = {
    days: 30,
    rules: [
      { q: 'level:error', days: 90 },
      { q: 'level:debug', days: 3 },
    ],
  }
  await waitFor(() => expect(heard.mock.calls).toEqual([[wanted], [wanted]]))
})

test('what was counted counts no more once something is changed', async () => {
  server.use(answers('/logs/retention/preview/', { results: [] }, 'post'))
  open()
  await userEvent.type(await screen.findByLabelText('Days of all others'), '0')
  await press('Count what would go')
  await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toBeEnabled())
  await userEvent.type(screen.getByLabelText('Days of rule 1'), '1')
  expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled()
})

test('a query that cannot be read is said at its rule', async () => {
  server.use(
    refuses(
      '/logs/retention/preview/',
      400,
      { message: 'no', fields: { 'rules.0.q': ['A bracket is open.'] } },
      'post',
    ),
  )
  open()
  await userEvent.type(await screen.findByLabelText('Query of rule 1'), '(')
  await press('Count what would go')
  expect(await screen.findByText('A bracket is open.')).toBeVisible()
})

test('a viewer reads it', async () => {
  open('viewer')
  expect(await screen.findByLabelText('Query of rule 1')).toBeDisabled()
  expect(screen.getByText('Owners can change this.')).toBeVisible()
})
