import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { expect, test, vi } from 'vitest'

import { renderAs } from '@/testing/render'
import { ALICE, answers, refuses, server } from '@/testing/server'

import { TwoFactor } from '.'
import { Unlocked } from '../locked'
import type { TwoFactorState } from './model'

const OFF: TwoFactorState = {
  enabled: false,
  since: null,
  recovery_codes_left: 0,
  required_by: [],
  has_password: true,
}
const ON = { ...OFF, enabled: true, since: '2026-01-01T00:00:00Z', recovery_codes_left: 10 }
const CODES = ['aaaa-bbbb-cccc-dddd', 'eeee-ffff-gggg-hhhh']

const state = (found: object) => server.use(answers('/auth/two-factor/', found as never))
const listens = (path: string, body: object | null) => {
  const heard = vi.fn()
  server.use(
    http.post(`*/api/v1/auth/two-factor/${path}/`, async ({ request }) => {
      heard(await request.json())
      return body ? HttpResponse.json(body, { status: 201 }) : new HttpResponse(null, { status: 204 })
    }),
  )
  return heard
}
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }))

test('it is set up with password, picture and code, and the codes are shown once', async () => {
  state(OFF)
  const begun = listens('begin', { secret: 'JBSWY3DP', uri: 'otpauth://x', picture: '<svg/>' })
  const confirmed = listens('confirm', { recovery_codes: CODES })
  renderAs(<TwoFactor />)
  await userEvent.type(await screen.findByLabelText('Your password'), 'correct horse')
  await press('Set it up')
  expect(await screen.findByAltText('QR code for an authenticator app')).toBeVisible()
  expect(screen.getByText('JBSWY3DP')).toBeVisible()
  expect(begun).toHaveBeenCalledWith({ password: 'correct horse' })
  const code = screen.getByLabelText('Code')
  expect(code).toHaveAttribute('autocomplete', 'one-time-code')
  expect(code).toHaveAttribute('inputmode', 'numeric')
  await userEvent.type(code, '123 456')
  state(ON)
  await press('Turn it on')
  expect(await screen.findByText('aaaa-bbbb-cccc-dddd')).toBeVisible()
  expect(confirmed).toHaveBeenCalledWith({ code: '123 456' })
  await press('I have them')
  expect(await screen.findByText(/10 recovery codes are left/)).toBeVisible()
  expect(screen.queryByText('aaaa-bbbb-cccc-dddd')).toBeNull()
})

test('a wrong password is said at its field', async () => {
  state(OFF)
  server.use(
    refuses('/auth/two-factor/begin/', 400, { message: 'no', fields: { password: ['Not yours.'] } }, 'post'),
  )
  renderAs(<TwoFactor />)
  await userEvent.type(await screen.findByLabelText('Your password'), 'guess')
  await press('Set it up')
  expect(await screen.findByText('Not yours.')).toBeVisible()
})

test('turning it off asks for password and code', async () => {
  state(ON)
  const heard = listens('off', null)
  renderAs(<TwoFactor />)
  await press('Turn it off')
  const question = within(await screen.findByRole('dialog'))
  await userEvent.type(question.getByLabelText('Your password'), 'correct horse')
  await userEvent.type(question.getByLabelText('Code'), '654321')
  state(OFF)
  await userEvent.click(question.getByRole('button', { name: 'Turn it off' }))
  await waitFor(() => expect(heard).toHaveBeenCalledWith({ password: 'correct horse', code: '654321' }))
  expect(await screen.findByRole('button', { name: 'Set it up' })).toBeVisible()
})

test('where an organisation requires it, it cannot be turned off', async () => {
  state({ ...ON, required_by: ['Acme'] })
  renderAs(<TwoFactor />)
  expect(await screen.findByText('Acme requires it, so it stays on.')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Turn it off' })).toBeNull()
})

test('whoever lacks it is led to set it up, or to where it is not required', async () => {
  state({ ...OFF, required_by: ['Acme'] })
  renderAs(<Unlocked>the logs</Unlocked>, { me: { ...ALICE, locked: ['acme'] } })
  expect(await screen.findByRole('heading', { name: 'Acme asks for two-factor sign-in' })).toBeVisible()
  expect(screen.queryByText('the logs')).toBeNull()
  await press('Go to Globex instead')
  expect(await screen.findByText('the logs')).toBeVisible()
})
