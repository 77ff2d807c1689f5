import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'

import { navigation } from '@/testing/navigation'
import { renderBare } from '@/testing/render'
import { ALICE, answers, refuses, server, SETUP } from '@/testing/server'

import { ForgotPassword, Login, Owner, Register, ResetPassword } from '.'

const type = async (label: string, text: string) => userEvent.type(await screen.findByLabelText(label), text)
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

/** Answers a path and keeps what was sent there. */
const listens = (path: string, status = 200) => {
  const heard: unknown[] = []
  server.use(
    http.post(`*/api/v1${path}`, async ({ request }) => {
      heard.push(await request.json())
      return status === 204 ? new HttpResponse(null, { status }) : HttpResponse.json(ALICE, { status })
    }),
  )
  return heard
}

describe('the login', () => {
  test('leads to where Alice wanted to go', async () => {
    navigation.search = 'next=%2Fexplorer%2F%3Fq%3Derror'
    const heard = listens('/auth/login/')
    renderBare(<Login />)
    await type('Username or e-mail', 'alice')
    await type('Password', 'correct horse')
    await press('Log in')
    await waitFor(() => expect(navigation.replace).toHaveBeenCalledWith('/explorer/?q=error'))
    expect(heard).toEqual([{ login: 'alice', password: 'correct horse' }])
  })

  test('asks for a code where there is a second factor, and sends six digits at once', async () => {
    navigation.search = ''
    server.use(
      http.post('*/api/v1/auth/login/', () => HttpResponse.json({ ticket: 't1' }, { status: 202 })),
      refuses('/auth/login/code/', 400, { message: 'no', fields: { code: ['Not right.'] } }, 'post'),
    )
    renderBare(<Login />)
    await type('Username or e-mail', 'alice')
    await type('Password', 'correct horse')
    await press('Log in')
    const code = await screen.findByLabelText('Code')
    expect(code).toHaveFocus()
    expect(code).toHaveAttribute('autocomplete', 'one-time-code')
    await userEvent.paste('000 000')
    expect(await screen.findByText('Not right.')).toBeVisible()
    const heard = listens('/auth/login/code/')
    await userEvent.clear(code)
    await userEvent.type(code, '123456')
    await waitFor(() => expect(heard).toEqual([{ ticket: 't1', code: '123456' }]))
    await waitFor(() => expect(navigation.replace).toHaveBeenCalled())
  })

  test('has a button for the sign-in provider, and says why that did not work', async () => {
    navigation.search = 'next=%2Flive%2F&sso=domain'
    server.use(answers('/setup/', { ...SETUP, single_sign_on: 'Acme SSO' }))
    renderBare(<Login />)
    expect(await screen.findByRole('link', { name: 'Log in with Acme SSO' })).toHaveAttribute(
      'href',
      '/api/v1/auth/oidc/begin/?next=%2Flive%2F',
    )
    expect(screen.getByText('Addresses of your domain are not let in here.')).toBeVisible()
  })

  test('goes on with the second step when the provider’s way in left a ticket', async () => {
    location.hash = '#ticket=t%3A1'
    const heard = listens('/auth/login/code/')
    renderBare(<Login />)
    await type('Code', '123456')
    await waitFor(() => expect(heard).toEqual([{ ticket: 't:1', code: '123456' }]))
    location.hash = ''
  })

  test('takes a recovery code instead', async () => {
    server.use(http.post('*/api/v1/auth/login/', () => HttpResponse.json({ ticket: 't1' }, { status: 202 })))
    const heard = listens('/auth/login/code/')
    renderBare(<Login />)
    await type('Username or e-mail', 'alice')
    await type('Password', 'correct horse')
    await press('Log in')
    await screen.findByLabelText('Code')
    await press('Use a recovery code')
    await type('Recovery code', 'aaaa-bbbb-cccc-dddd')
    await press('Log in')
    await waitFor(() => expect(heard).toEqual([{ ticket: 't1', code: 'aaaa-bbbb-cccc-dddd' }]))
  })

  test('says what the server says, and how long to wait', async () => {
    server.use(
      http.post('*/api/v1/auth/login/', () =>
        HttpResponse.json(
          { error: { code: 'too_many', message: 'Too many attempts.' } },
          { status: 429, headers: { 'Retry-After': '30' } },
        ),
      ),
    )
    renderBare(<Login />)
    await type('Username or e-mail', 'alice')
    await type('Password', 'wrong')
    await press('Log in')
    expect(await screen.findByText('Too many attempts. Try again in 30 seconds.')).toBeVisible()
  })

  test('asks for what is missing without asking the server', async () => {
    renderBare(<Login />)
    await press('Log in')
    expect(await screen.findByText('Your password.')).toBeVisible()
  })

  test('shows the password to whoever wants to see it', async () => {
    renderBare(<Login />)
    await type('Password', 'secret')
    await press('Show the password')
    expect(screen.getByLabelText('Password')).toHaveAttribute('type', 'text')
  })

  test('offers an account only where registration is open', async () => {
    server.use(answers('/setup/', { ...SETUP, open_registration: true }))
    renderBare(<Login />)
    expect(await screen.findByRole('link', { name: 'Make an account' })).toHaveAttribute('href', '/register/')
  })

  test('gives way to the set-up while there is no owner', async () => {
    server.use(answers('/setup/', { ...SETUP, needs_owner: true }))
    renderBare(<Login />)
    await waitFor(() => expect(navigation.replace).toHaveBeenCalledWith('/setup/'))
  })
})

describe('the owner’s page', () => {
  test('makes the owner and goes on to the dashboard', async () => {
    server.use(answers('/setup/', { ...SETUP, needs_owner: true }))
    const heard = listens('/setup/', 201)
    renderBare(<Owner />)
    await type('Organisation', 'Acme')
    await type('Username', 'alice')
    await type('E-mail', 'alice@acme.example')
    await type('Password', 'correct horse')
    await press('Make the account')
    await waitFor(() => expect(navigation.replace).toHaveBeenCalledWith('/dashboard/'))
    expect(heard).toEqual([
      { organisation: 'Acme', username: 'alice', email: 'alice@acme.example', password: 'correct horse' },
    ])
  })

  test('puts each refusal under its field', async () => {
    server.use(
      answers('/setup/', { ...SETUP, needs_owner: true }),
      refuses(
        '/setup/',
        400,
        { message: 'no', fields: { password: ['This password is too common.'] } },
        'post',
      ),
    )
    renderBare(<Owner />)
    await type('Organisation', 'Acme')
    await type('Username', 'alice')
    await type('E-mail', 'alice@acme.example')
    await type('Password', 'password123')
    await press('Make the account')
    expect(await screen.findByText('This password is too common.')).toBeVisible()
    expect(screen.getByLabelText('Password')).toBeInvalid()
  })

  test('is over once there is an owner', async () => {
    renderBare(<Owner />)
    expect(await screen.findByText('This installation has an owner')).toBeVisible()
  })

  test('says when the server cannot be reached', async () => {
    server.use(http.get('*/api/v1/setup/', () => HttpResponse.error()))
    renderBare(<Owner />)
    expect(await screen.findByText('The server cannot be reached.')).toBeVisible()
  })
})

describe('registration', () => {
  const invitation = {
    organisation: 'Acme',
    email: 'bob@acme.example',
    role: 'editor',
    expires_at: '2026-12-01T00:00:00Z',
    invited_by: 'Alice',
  }
  const nobody = refuses('/auth/me/', 401, { message: 'Log in.' })

  test('is by invitation where it is not open', async () => {
    renderBare(<Register />)
    expect(await screen.findByText('Registration is by invitation')).toBeVisible()
  })

  test('by invitation says who invites, and sends the invitation along', async () => {
    navigation.search = 'invitation=t0ken'
    server.use(answers('/invitations/t0ken/', invitation), nobody)
    const heard = listens('/auth/register/', 201)
    renderBare(<Register />)
    expect(await screen.findByText('Alice invites you as editor.')).toBeVisible()
    await type('Username', 'bob')
    await type('Password', 'correct horse')
    await press('Make the account')
    await waitFor(() => expect(navigation.replace).toHaveBeenCalledWith('/dashboard/'))
    expect(heard).toEqual([
      { username: 'bob', email: 'bob@acme.example', password: 'correct horse', invitation: 't0ken' },
    ])
  })

  test('an invitation that is used up is said to be', async () => {
    navigation.search = 'invitation=old'
    server.use(refuses('/invitations/old/', 404, { message: 'The invitation is not valid any more.' }))
    renderBare(<Register />)
    expect(await screen.findByText('The invitation is not valid any more.')).toBeVisible()
  })

  test('whoever is logged in accepts with one press', async () => {
    navigation.search = 'invitation=t0ken'
    server.use(
      answers('/invitations/t0ken/', invitation),
      refuses('/invitations/t0ken/', 409, { message: 'You are a member already.' }, 'post'),
    )
    renderBare(<Register />)
    await userEvent.click(await screen.findByRole('button', { name: 'Accept as alice' }))
    expect(await screen.findByText('You are a member already.')).toBeVisible()
  })

  test('whoever has an account but is not logged in comes back after the login', async () => {
    navigation.search = 'invitation=t0ken'
    server.use(answers('/invitations/t0ken/', invitation), nobody)
    renderBare(<Register />)
    expect(await screen.findByRole('link', { name: 'Log in to accept' })).toHaveAttribute(
      'href',
      '/login/?next=%2Fregister%2F%3Finvitation%3Dt0ken',
    )
  })
})

describe('a lost password', () => {
  test('is asked for by mail, and whether the address is known is not said', async () => {
    const heard = listens('/auth/password-reset/', 204)
    renderBare(<ForgotPassword />)
    await type('E-mail', 'alice@acme.example')
    await press('Mail me a link')
    expect(await screen.findByText('Look into your mail')).toBeVisible()
    expect(heard).toEqual([{ email: 'alice@acme.example' }])
  })

  test('is replaced with the mailed link', async () => {
    navigation.search = 'uid=MQ&token=abc'
    const heard = listens('/auth/password-reset/confirm/', 204)
    renderBare(<ResetPassword />)
    await type('New password', 'correct horse')
    await press('Set the password')
    expect(await screen.findByText('The new password is set')).toBeVisible()
    expect(heard).toEqual([{ uid: 'MQ', token: 'abc', new: 'correct horse' }])
  })

  test('a link that is too old is said to be', async () => {
    server.use(
      refuses(
        '/auth/password-reset/confirm/',
        400,
        { message: 'The link is not valid any more.', hint: 'ask for a new one' },
        'post',
      ),
    )
    renderBare(<ResetPassword />)
    await type('New password', 'correct horse')
    await press('Set the password')
    expect(await screen.findByText('The link is not valid any more. Ask for a new one.')).toBeVisible()
  })
})
