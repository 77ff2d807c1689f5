import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { expect, test, vi } from 'vitest'

import { renderAs } from '@/testing/render'
import { ALICE, answers, server } from '@/testing/server'

import { Settings } from '.'

const NONE = {
  day_events: null,
  day_bytes: null,
  second_events: null,
  second_bytes: null,
  store_days: null,
  alert_rules: null,
  dashboards: null,
  members: null,
}
const STANDING = {
  quota: { ...NONE, day_events: 1000, members: 10 },
  fixed: false,
  shut_until: null,
  now: { day_events: 850, day_bytes: 12_000, day_refused: 3, members: 2, alert_rules: 4, dashboards: 5 },
  days: [{ day: '2026-01-02', events: 850, bytes: 12_000, refused: 3 }],
}
const open = (standing: object, role: 'owner' | 'viewer' = 'owner') => {
  server.use(answers('/organisations/acme/usage/', standing as never))
  renderAs(<Settings />, {
    search: 'tab=usage',
    me: { ...ALICE, organisations: [{ tenant: 'acme', name: 'Acme', role }] },
  })
}

test('what is used stands beside what may be', async () => {
  open(STANDING)
  expect(await screen.findByRole('table', { name: 'Usage by day' })).toHaveTextContent('2026-01-02')
  expect(screen.getByRole('meter', { name: 'Lines a day: 85 % of the quota' })).toBeVisible()
  expect(screen.getByText('85 %')).toBeVisible()
  expect(screen.getByText('3 lines')).toBeVisible()
})

test('an owner sets limits and takes them away', async () => {
  const heard = vi.fn()
  server.use(
    http.patch('*/api/v1/organisations/acme/quota/', async ({ request }) => {
      heard(await request.json())
      return HttpResponse.json({ ...STANDING, quota: { ...NONE, dashboards: 50 } })
    }),
  )
  open(STANDING)
  await userEvent.clear(await screen.findByLabelText('Lines a day'))
  await userEvent.clear(screen.getByRole('textbox', { name: 'Members' }))
  await userEvent.type(screen.getByLabelText('Dashboards'), '50')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(heard).toHaveBeenCalledWith({ ...NONE, dashboards: 50 }))
})

test('what is no number is said and not sent', async () => {
  open(STANDING)
  await userEvent.type(await screen.findByLabelText('Dashboards'), 'many')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('A whole number, or nothing.')).toBeVisible()
})

test('a quota that the installation set, and a day that is used up, are said', async () => {
  open({ ...STANDING, fixed: true, shut_until: '2026-01-03T00:00:00Z' })
  expect(await screen.findByText('Set by whoever runs this installation.')).toBeVisible()
  expect(screen.getByRole('status')).toHaveTextContent('nothing more is taken until the day ends')
  expect(screen.getByRole('textbox', { name: 'Members' })).toBeDisabled()
})

test('viewers look', async () => {
  open(STANDING, 'viewer')
  expect(await screen.findByText('Owners can change this.')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull()
})
