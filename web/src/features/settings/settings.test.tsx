import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse, type JsonBodyType } from 'msw'
import { beforeEach, describe, expect, test, vi } from 'vitest'

import { renderAs } from '@/testing/render'
import { ALICE, answers, refuses, server } from '@/testing/server'

import { Settings } from '.'
import { browserName } from './browser-name'

type Method = 'post' | 'patch' | 'delete'

/** Answers a change and keeps what was asked for. */
const listens = (method: Method, path: string, body: JsonBodyType = {}, status = 200) => {
  const heard = vi.fn()
  server.use(
    http[method](`*/api/v1${path}`, async ({ request }) => {
      const text = await request.text()
      heard(text ? JSON.parse(text) : undefined)
      return status === 204 ? new HttpResponse(null, { status }) : HttpResponse.json(body, { status })
    }),
  )
  return heard
}
const list = (path: string, ...results: JsonBodyType[]) => server.use(answers(path, { results, next: null }))
const open = (tab: string, role: 'owner' | 'viewer' = 'owner') =>
  renderAs(<Settings />, {
    search: `tab=${tab}`,
    me: { ...ALICE, organisations: [{ tenant: 'acme', name: 'Acme', role }] },
  })
const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))
const refill = async (label: string, text: string) => {
  const field = await screen.findByLabelText(label)
  await userEvent.clear(field)
  await userEvent.type(field, text)
}

test('the tabs are addresses', async () => {
  const onUrlUpdate = vi.fn()
  renderAs(<Settings />, { onUrlUpdate })
  await userEvent.click(screen.getByRole('tab', { name: 'Appearance' }))
  await waitFor(() => expect(onUrlUpdate.mock.calls.at(-1)?.[0].queryString).toBe('?tab=appearance'))
})

test('the profile is saved', async () => {
  const heard = listens('patch', '/auth/me/', { ...ALICE, name: 'Alice A.' })
  open('profile')
  await refill('Name', 'Alice A.')
  await press('Save')
  await waitFor(() =>
    expect(heard).toHaveBeenCalledWith({ name: 'Alice A.', username: 'alice', email: 'alice@acme.example' }),
  )
})

describe('the password', () => {
  test('is changed', async () => {
    const heard = listens('post', '/auth/password/', {}, 204)
    open('password')
    await refill('Current password', 'correct horse')
    await refill('New password', 'battery staple')
    await press('Change the password')
    await waitFor(() =>
      expect(heard).toHaveBeenCalledWith({ current: 'correct horse', new: 'battery staple' }),
    )
    expect(screen.getByLabelText('New password')).toHaveValue('')
  })

  test('a wrong one is said at its field', async () => {
    server.use(
      refuses(
        '/auth/password/',
        400,
        { message: 'no', fields: { current: ['This is not your password.'] } },
        'post',
      ),
    )
    open('password')
    await refill('Current password', 'wrong')
    await refill('New password', 'battery staple')
    await press('Change the password')
    expect(await screen.findByText('This is not your password.')).toBeVisible()
  })
})

test('another browser is logged out, this one is marked', async () => {
  const session = {
    ip: '127.0.0.1',
    created_at: '2026-01-01T00:00:00Z',
    last_seen_at: '2026-01-01T00:00:00Z',
  }
  list(
    '/auth/sessions/',
    { ...session, id: 's1', current: true, user_agent: 'Mozilla/5.0 (X11; Linux) Firefox/140.0' },
    { ...session, id: 's2', current: false, user_agent: 'curl/8' },
  )
  const heard = listens('delete', '/auth/sessions/s2/', {}, 204)
  open('sessions')
  expect(await screen.findByText('Firefox on Linux')).toBeVisible()
  expect(screen.getByText('this one')).toBeVisible()
  await press('Log out')
  await waitFor(() => expect(heard).toHaveBeenCalled())
})

test.each([
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140', 'Edge on Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS like Mac OS X) Safari/605', 'Safari on iOS'],
  ['python-requests/2', 'python-requests/2'],
  ['', 'Unknown browser'],
])('%s is %s', (agent, name) => expect(browserName(agent)).toBe(name))

describe('appearance', () => {
  test('a theme is kept with the account', async () => {
    const heard = listens('patch', '/auth/me/', { ...ALICE })
    open('appearance')
    await userEvent.click(await screen.findByRole('radio', { name: 'Dark' }))
    await waitFor(() => expect(heard).toHaveBeenCalledWith({ preferences: { theme: 'dark' } }))
  })

  test('a zone that is none is said, and not kept', async () => {
    const heard = listens('patch', '/auth/me/', { ...ALICE })
    open('appearance')
    await refill('Time zone', 'Nowhere/Land')
    expect(await screen.findByText(/There is no such zone/)).toBeVisible()
    expect(heard).not.toHaveBeenCalledWith({ preferences: { timezone: 'Nowhere/Land' } })
  })
})

describe('API keys', () => {
  const KEY = {
    id: 3,
    name: 'filebeat',
    prefix: 'elk_ab12',
    scopes: ['ingest'],
    created_at: '2026-01-01T00:00:00Z',
    created_by: 'alice',
    last_used_at: null,
    expires_at: null,
  }

  test('a new one is shown once, with commands to paste', async () => {
    list('/api-keys/')
    const heard = listens(
      'post',
      '/api-keys/',
      { ...KEY, scopes: ['ingest', 'read'], key: 'elk_secret' },
      201,
    )
    open('keys')
    await press('New key')
    await refill('Name', 'filebeat')
    await userEvent.click(screen.getByRole('checkbox', { name: /read/ }))
    await press('Make the key')
    expect(await screen.findByTestId('new-key')).toHaveTextContent('elk_secret')
    expect(heard).toHaveBeenCalledWith({ name: 'filebeat', scopes: ['ingest', 'read'], expires_at: null })
    expect(
      await screen.findByText(/curl http:\/\/localhost:8080\/ -H 'Authorization: Bearer elk_secret'/),
    ).toBeVisible()
    await press('I have it')
    await waitFor(() => expect(screen.queryByText('elk_secret')).toBeNull())
  })

  test('a key without a scope is not asked for', async () => {
    list('/api-keys/')
    open('keys')
    await press('New key')
    await refill('Name', 'filebeat')
    await userEvent.click(screen.getByRole('checkbox', { name: /ingest/ }))
    await press('Make the key')
    expect(await screen.findByText('A key that may do nothing is of no use.')).toBeVisible()
  })

  test('one is revoked after a question', async () => {
    list('/api-keys/', KEY)
    const heard = listens('delete', '/api-keys/3/', {}, 204)
    open('keys')
    await press('Revoke')
    const question = within(await screen.findByRole('dialog', { name: 'Revoke “filebeat”?' }))
    await userEvent.click(question.getByRole('button', { name: 'Revoke' }))
    await waitFor(() => expect(heard).toHaveBeenCalled())
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  test('are for admins', async () => {
    open('keys', 'viewer')
    expect(await screen.findByText('Keys are for admins')).toBeVisible()
  })
})

describe('members', () => {
  const BOB = {
    user: { id: 2, username: 'bob', email: 'bob@acme.example', name: 'Bob' },
    role: 'editor',
    joined_at: '2026-01-01T00:00:00Z',
  }

  test('get another role', async () => {
    list('/organisations/acme/members/', BOB)
    list('/organisations/acme/invitations/')
    const heard = listens('patch', '/organisations/acme/members/2/', BOB)
    open('members')
    await userEvent.click(await screen.findByRole('combobox', { name: 'Role of Bob' }))
    await userEvent.click(await screen.findByRole('option', { name: 'Admin' }))
    await waitFor(() => expect(heard).toHaveBeenCalledWith({ role: 'admin' }))
  })

  test('a removal that is refused says why and leaves the question open', async () => {
    list('/organisations/acme/members/', BOB)
    list('/organisations/acme/invitations/')
    server.use(refuses('/organisations/acme/members/2/', 409, { message: 'The last owner stays.' }, 'delete'))
    open('members')
    await press('Remove')
    const question = within(await screen.findByRole('dialog', { name: 'Remove Bob?' }))
    await userEvent.click(question.getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(question.getByRole('button', { name: 'Remove' })).toBeEnabled())
    expect(screen.getByRole('dialog')).toBeVisible()
  })

  test('are invited; the link is shown once', async () => {
    list('/organisations/acme/members/', BOB)
    list('/organisations/acme/invitations/')
    const made = { id: 1, email: 'dora@acme.example', role: 'viewer', expires_at: '2099-01-01T00:00:00Z' }
    listens(
      'post',
      '/organisations/acme/invitations/',
      { ...made, link: 'http://x/register/?invitation=t' },
      201,
    )
    open('members')
    await refill('E-mail', 'dora@acme.example')
    list('/organisations/acme/invitations/', made)
    await press('Invite')
    expect(await screen.findByText('http://x/register/?invitation=t')).toBeVisible()
    const heard = listens('delete', '/organisations/acme/invitations/1/', {}, 204)
    await press('Withdraw')
    await waitFor(() => expect(heard).toHaveBeenCalled())
  })

  test('viewers see who is there and change nothing', async () => {
    list('/organisations/acme/members/', BOB)
    open('members', 'viewer')
    expect(await screen.findByText('Bob')).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull()
    expect(screen.queryByText('Invitations')).toBeNull()
  })
})

describe('the organisation', () => {
  const ACME = {
    tenant: 'acme',
    name: 'Acme',
    role: 'owner',
    retention_days: 30,
    timezone: 'UTC',
    keep_raw: true,
    created_at: '2026-01-01T00:00:00Z',
  }
  const USAGE = {
    events: 1234,
    bytes: 99_000,
    oldest: '2026-01-01T00:00:00Z',
    newest: null,
    estimate: true,
  }

  beforeEach(() => server.use(answers('/logs/retention/', { days: 30, rules: [] })))

  test('is called and timed as is said', async () => {
    server.use(answers('/organisations/acme/', ACME), answers('/logs/usage/', USAGE))
    const heard = listens('patch', '/organisations/acme/', { ...ACME, timezone: 'Asia/Tokyo' })
    open('organisation')
    await refill('Time zone', 'Asia/Tokyo')
    await userEvent.click((await screen.findAllByRole('button', { name: 'Save' }))[0]!)
    await waitFor(() => expect(heard).toHaveBeenCalledWith({ name: 'Acme', timezone: 'Asia/Tokyo' }))
    expect(await screen.findByText('1,234')).toBeVisible()
  })

  test('keeps lines as they came, or does not', async () => {
    server.use(answers('/organisations/acme/', ACME), answers('/logs/usage/', USAGE))
    const heard = listens('patch', '/organisations/acme/', { ...ACME, keep_raw: false })
    open('organisation')
    const kept = await screen.findByRole('switch', { name: /Keep lines as they came/ })
    expect(kept).toBeChecked()
    await userEvent.click(kept)
    await waitFor(() => expect(heard).toHaveBeenCalledWith({ keep_raw: false }))
  })

  test('is deleted only by who types its id', async () => {
    server.use(answers('/organisations/acme/', ACME), answers('/logs/usage/', USAGE))
    const heard = listens('delete', '/organisations/acme/', {}, 204)
    open('organisation')
    await press('Delete')
    const destroy = await screen.findByRole('button', { name: 'Delete it with its logs' })
    expect(destroy).toBeDisabled()
    await userEvent.type(screen.getByLabelText('Type “acme” to go on'), 'acme')
    await userEvent.click(destroy)
    await waitFor(() => expect(heard).toHaveBeenCalled())
  })

  test('a second one is made and entered', async () => {
    server.use(answers('/organisations/acme/', ACME), answers('/logs/usage/', USAGE))
    const heard = listens('post', '/organisations/', { ...ACME, tenant: 'hooli', name: 'Hooli' }, 201)
    open('organisation')
    await refill('Name of the new organisation', 'Hooli')
    await press('Make it')
    await waitFor(() => expect(heard).toHaveBeenCalledWith({ name: 'Hooli' }))
  })
})
