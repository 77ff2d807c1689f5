import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse, type JsonBodyType } from 'msw'
import { beforeEach, describe, expect, test, vi } from 'vitest'

import { renderAs } from '@/testing/render'
import { ALICE, answers, refuses, server } from '@/testing/server'

import { ChannelSettings } from '.'
import type { Channel, ChannelField, ChannelKind, Delivery } from '../model'
import { changed, filled } from './form'

const field = (name: string, more: Partial<ChannelField> = {}): ChannelField => ({
  name,
  label: name,
  type: 'text',
  required: false,
  secret: false,
  help: '',
  default: null,
  choices: [],
  ...more,
})
const KINDS: ChannelKind[] = [
  {
    name: 'slack',
    title: 'Slack',
    help: 'A message in Slack.',
    form: [field('url', { label: 'Webhook address', type: 'url', required: true, secret: true })],
  },
  {
    name: 'email',
    title: 'E-mail',
    help: 'A letter.',
    form: [field('to', { label: 'To', type: 'emails', required: true })],
  },
]
const OPS: Channel = {
  id: 3,
  name: 'ops',
  kind: 'slack',
  config: {},
  secrets: { url: 'https://hooks.slack.com/•••' },
  enabled: true,
  failures: 0,
  hold_until: null,
  created_at: '2026-03-01T10:00:00Z',
  created_by: 'alice',
  last: null,
}
const FAILED: Delivery = {
  id: 9,
  channel: 3,
  channel_name: 'ops',
  kind: 'slack',
  title: 'Checkout fails',
  state: 'firing',
  severity: 'error',
  status: 'failed',
  attempts: 2,
  tries: [{ at: '2026-03-01T10:00:00Z', ok: false, status: 404, answer: 'no_service', took_ms: 12 }],
  answer: 'no_service',
  next_at: '2026-03-01T10:00:00Z',
  created_at: '2026-03-01T10:00:00Z',
  finished_at: '2026-03-01T10:00:01Z',
}

const listens = (method: 'post' | 'patch' | 'delete', path: string, body: JsonBodyType = {}) => {
  const heard = vi.fn()
  server.use(
    http[method](`*/api/v1${path}`, async ({ request }) => {
      const text = await request.text()
      heard(text ? JSON.parse(text) : undefined)
      return method === 'delete' ? new HttpResponse(null, { status: 204 }) : HttpResponse.json(body)
    }),
  )
  return heard
}
const given = (channels: Channel[], deliveries: Delivery[] = []) =>
  server.use(
    answers('/notifications/channels/kinds/', KINDS as never),
    answers('/notifications/channels/', channels as never),
    answers('/notifications/deliveries/', { results: deliveries, next: null } as never),
  )
const show = (role: 'owner' | 'viewer' = 'owner') =>
  renderAs(<ChannelSettings />, {
    me: { ...ALICE, organisations: [{ tenant: 'acme', name: 'Acme', role }] },
  })
const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))

beforeEach(() => given([OPS]))

describe('a channel', () => {
  test('is made by what its kind wants to know', async () => {
    given([])
    const heard = listens('post', '/notifications/channels/', OPS as never)
    show()
    expect(await screen.findByText('No channels yet')).toBeVisible()
    await waitFor(() => expect(screen.getByRole('button', { name: 'New channel' })).toBeEnabled())
    await press('New channel')
    await userEvent.click(screen.getByRole('combobox', { name: 'Kind' }))
    await userEvent.click(await screen.findByRole('option', { name: 'E-mail' }))
    await userEvent.type(screen.getByLabelText('Name'), 'on call')
    await userEvent.type(screen.getByLabelText('To'), 'a@acme.test, b@acme.test')
    await press('Make the channel')
    await waitFor(() =>
      expect(heard).toHaveBeenCalledWith({
        name: 'on call',
        kind: 'email',
        config: { to: ['a@acme.test', 'b@acme.test'] },
      }),
    )
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  test('what is wrong is said at its field', async () => {
    server.use(
      refuses(
        '/notifications/channels/',
        400,
        { message: 'no', fields: { 'config.url': ['10.0.0.1 is not a public address.'] } },
        'post',
      ),
    )
    show()
    await screen.findByText('ops')
    await press('New channel')
    await userEvent.type(screen.getByLabelText('Name'), 'x')
    await userEvent.type(screen.getByLabelText('Webhook address'), 'http://10.0.0.1/')
    await press('Make the channel')
    expect(await screen.findByText('10.0.0.1 is not a public address.')).toBeVisible()
  })

  test('keeps its secret when it gets another name', async () => {
    const heard = listens('patch', '/notifications/channels/3/', OPS as never)
    show()
    await press('Change ops')
    expect(screen.getByLabelText('Webhook address')).toHaveValue('')
    expect(screen.getByText(/Kept: https:\/\/hooks.slack.com\/•••/)).toBeVisible()
    await userEvent.type(screen.getByLabelText('Name'), '2')
    await press('Save')
    await waitFor(() => expect(heard).toHaveBeenCalledWith({ name: 'ops2', config: {} }))
  })

  test('a test shows what the other side said', async () => {
    listens('post', '/notifications/channels/3/test/', {
      ok: false,
      status: 403,
      answer: 'invalid_token',
      took_ms: 40,
    })
    show()
    await press('Send a test to ops')
    const answer = within(await screen.findByRole('status'))
    expect(answer.getByText('It was not taken: 403 · 40 ms')).toBeVisible()
    expect(answer.getByText('invalid_token')).toBeVisible()
  })

  test('is switched off, and removed after a question', async () => {
    const off = listens('patch', '/notifications/channels/3/', OPS as never)
    const gone = listens('delete', '/notifications/channels/3/')
    show()
    await userEvent.click(await screen.findByRole('switch', { name: 'On' }))
    await waitFor(() => expect(off).toHaveBeenCalledWith({ enabled: false }))
    await press('Remove')
    const question = within(await screen.findByRole('dialog', { name: 'Remove “ops”?' }))
    await userEvent.click(question.getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(gone).toHaveBeenCalled())
  })

  test('viewers see it and change nothing', async () => {
    show('viewer')
    expect(await screen.findByText('ops')).toBeVisible()
    for (const name of ['New channel', 'Change ops', 'Remove', 'Send a test to ops'])
      expect(screen.queryByRole('button', { name })).toBeNull()
  })
})

test('a delivery has every answer, and one that failed is sent again', async () => {
  given([OPS], [FAILED])
  const heard = listens('post', '/notifications/deliveries/9/retry/', FAILED as never)
  show()
  await userEvent.click(await screen.findByText('Checkout fails'))
  expect(screen.getByText(/404 · 12 ms · no_service/)).toBeVisible()
  await press('Send it again')
  await waitFor(() => expect(heard).toHaveBeenCalled())
})

test('what is sent of a form is what changed, in the server’s types', () => {
  const fields = [
    field('to', { type: 'emails' }),
    field('hours', { type: 'number', default: 24 }),
    field('headers', { type: 'headers', secret: true }),
    field('template', { type: 'lines' }),
    field('token', { secret: true }),
  ]
  const channel: Channel = { ...OPS, config: { to: ['a@x.test'], template: '{}' }, secrets: { token: '•••' } }
  expect(filled(fields, channel)).toEqual({
    to: 'a@x.test',
    hours: '',
    headers: '',
    template: '{}',
    token: '',
  })
  expect(
    changed(fields, channel, {
      to: 'a@x.test',
      hours: '5',
      headers: 'Authorization: Bearer a:b\n\nX-Team: ops',
      template: '',
      token: '',
    }),
  ).toEqual({ hours: 5, headers: { Authorization: 'Bearer a:b', 'X-Team': 'ops' }, template: null })
  expect(filled(fields, null)).toMatchObject({ hours: '24' })
})
