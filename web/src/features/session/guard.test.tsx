import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { expect, test } from 'vitest'

import { currentOrganisation } from '@/lib/api'
import { navigation } from '@/testing/navigation'
import { renderAs, renderBare } from '@/testing/render'
import { ALICE, answers, refuses, server, SETUP } from '@/testing/server'

import { Guard, useMay, usePreferences, useSession, useTenant } from '.'

const Inside = () => {
  const { me, choose } = useSession()
  const mayInvite = useMay('admin')
  const { preferences, change } = usePreferences()
  return (
    <>
      <p>
        {me.name} in {useTenant()}, {mayInvite ? 'may invite' : 'may not invite'}, {preferences.density}
      </p>
      <button onClick={() => choose('globex')}>Globex</button>
      <button onClick={() => change({ density: 'comfortable' })}>More room</button>
    </>
  )
}

const guarded = () =>
  renderBare(
    <Guard waiting={<p>one moment</p>}>
      <Inside />
    </Guard>,
  )

const stranger = refuses('/auth/me/', 401, { code: 'not_authenticated', message: 'Log in.' })

test('Alice gets in, and is in her first organisation', async () => {
  guarded()
  expect(screen.getByText('one moment')).toBeVisible()
  expect(await screen.findByText('Alice in acme, may invite, compact')).toBeVisible()
  expect(currentOrganisation()).toBe('acme')
})

test('a stranger is sent to the login, and back afterwards', async () => {
  server.use(stranger)
  navigation.pathname = '/explorer/'
  navigation.search = 'q=error'
  guarded()
  await waitFor(() =>
    expect(navigation.replace).toHaveBeenCalledWith('/login/?next=%2Fexplorer%2F%3Fq%3Derror'),
  )
})

test('on a new installation the first one makes the owner', async () => {
  server.use(stranger, answers('/setup/', { ...SETUP, needs_owner: true }))
  guarded()
  await waitFor(() => expect(navigation.replace).toHaveBeenCalledWith('/setup/'))
})

test('a server in trouble is no reason to log in again', async () => {
  server.use(refuses('/auth/me/', 503, { code: 'unavailable', message: 'Not ready yet.' }))
  guarded()
  expect(await screen.findByRole('alert')).toHaveTextContent('Not ready yet.')
  expect(navigation.replace).not.toHaveBeenCalled()
})

test('another organisation has its own role, and is remembered', async () => {
  guarded()
  await userEvent.click(await screen.findByText('Globex'))
  expect(screen.getByText('Alice in globex, may not invite, compact')).toBeVisible()
  expect(localStorage.getItem('elk.organisation')).toBe('globex')
})

test('a preference shows at once and is told to the server', async () => {
  let told: unknown
  server.use(
    http.patch('*/api/v1/auth/me/', async ({ request }) => {
      told = await request.json()
      return HttpResponse.json({ ...ALICE, preferences: { density: 'comfortable' } })
    }),
  )
  guarded()
  await userEvent.click(await screen.findByText('More room'))
  expect(await screen.findByText(/comfortable/)).toBeVisible()
  await waitFor(() => expect(told).toEqual({ preferences: { density: 'comfortable' } }))
  expect(document.documentElement.dataset.density).toBe('comfortable')
})

test('somebody without an organisation may do nothing, and nothing breaks', () => {
  renderAs(<Inside />, { me: { ...ALICE, organisations: [] } })
  expect(screen.getByText('Alice in , may not invite, compact')).toBeVisible()
})
