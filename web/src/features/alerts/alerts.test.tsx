import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { Toaster } from 'sonner'
import { beforeEach, describe, expect, test } from 'vitest'

import { renderAs } from '@/testing/render'
import { ALICE, answers, refuses, server } from '@/testing/server'

import { Alerts } from '.'
import type { Alert, AlertWhole, Definition, Policy, Rule, Silence } from './model'
import type { Proof } from './rules/proof'

const AT = '2026-01-01T10:00:00Z'

const definition: Definition = {
  name: 'Payments fail',
  query: 'service:payments level:error',
  severity: 'critical',
  group_by: ['host'],
  condition: { kind: 'threshold', op: '>', value: 10 },
  window: '5m',
  every: '1m',
  for: '2m',
}
const rule = (more: Partial<Rule> = {}): Rule => ({
  id: 7,
  name: 'Payments fail',
  kind: 'threshold',
  severity: 'critical',
  enabled: true,
  muted: false,
  snoozed_until: null,
  owner: 'alice',
  version: 2,
  definition,
  status: {
    state: 'firing',
    pending: 0,
    firing: 2,
    evaluated_to: AT,
    looked_at: AT,
    error: '',
    error_since: null,
  },
  created_at: AT,
  updated_at: AT,
  ...more,
})
const alert: Alert = {
  id: 3,
  rule: 7,
  rule_name: 'Payments fail',
  title: 'Payments fail: host pay-1',
  words: '412 lines in 5 m, more than 10',
  kind: 'threshold',
  severity: 'critical',
  state: 'firing',
  group: { host: 'pay-1' },
  labels: { rule: 'Payments fail', severity: 'critical', host: 'pay-1' },
  annotations: { dashboard: 'https://example.org/pay' },
  query: '(service:payments level:error) host:pay-1',
  started_at: AT,
  opened_at: AT,
  changed_at: AT,
  resolved_at: null,
  resolved_by: null,
  acknowledged_at: null,
  acknowledged_by: null,
  assignee: null,
  snoozed_until: null,
  reopened: 1,
  flapping: true,
  numbers: [['value', 412]],
  matched: 0,
  link: '/explorer/?q=service%3Apayments&from=2026-01-01T09%3A55%3A00.000Z&to=2026-01-01T10%3A00%3A00.000Z',
}
const whole: AlertWhole = {
  ...alert,
  lines: [
    {
      id: 'e1',
      '@timestamp': AT,
      received_at: AT,
      tenant_id: 'acme',
      level: 'error',
      message: 'no connection to the bank',
    },
  ],
  chart: {
    points: [
      [AT, 3],
      ['2026-01-01T10:01:00Z', 412],
    ],
    threshold: 10,
  },
  timeline: [
    { at: AT, reason: 'fired', by: null, text: '412 lines' },
    { at: AT, reason: 'commented', by: 'bob', text: 'the bank is away' },
  ],
}
const proof: Proof = {
  from: '2025-12-25T10:00:00Z',
  to: AT,
  count: 14,
  words: 'Would have fired 14 times in the last 7 days, longest 1 h 12 m.',
  firings: Array.from({ length: 10 }, (_, day) => ({
    group: { host: `pay-${day}` },
    start: `2025-12-${20 + day}T10:00:00Z`,
    end: `2025-12-${20 + day}T10:30:00Z`,
    peak: 400 + day,
    numbers: [],
    words: '',
    flapping: false,
    link: `/explorer/?q=pay-${day}`,
  })),
  volume: { step: 3600, points: [[AT, 12]] },
  lines: [{ group: { host: 'pay-0' }, points: [[AT, 12]] }],
  shortened: '',
  threshold: 10,
}

/** What was sent to a path, as it came. */
function takes(method: 'post' | 'put' | 'patch' | 'delete', path: string, answer: object | number) {
  const came: unknown[] = []
  server.use(
    http[method](`*/api/v1${path}`, async ({ request }) => {
      came.push(await request.json().catch(() => null))
      return typeof answer === 'number'
        ? new HttpResponse(null, { status: answer })
        : HttpResponse.json(answer)
    }),
  )
  return came
}

const page = (results: Alert[]) => ({
  results,
  next: null,
  counts: { firing: results.length, acknowledged: 0, snoozed: 0, open: results.length, resolved: 4 },
})
const list = <T,>(...results: T[]) => ({ results, next: null }) as never
const VIEWER = { ...ALICE, organisations: [{ tenant: 'globex', name: 'Globex', role: 'viewer' as const }] }

beforeEach(() =>
  server.use(
    answers('/alerts/', page([alert]) as never),
    answers('/alerts/statistics/', {
      total: 5,
      acknowledged: 4,
      resolved: 4,
      to_acknowledge: 95,
      to_resolve: 3600,
    }),
    answers('/alerts/rules/', list(rule())),
    answers('/alerts/rules/preview/', proof as never, 'post'),
    answers('/alerts/silences/', list()),
    answers('/alerts/policies/', list()),
    answers('/notifications/channels/', []),
    answers('/logs/fields/', { results: [{ name: 'duration_ms', types: ['float'], count: 3 }], total: 3 }),
    answers(
      '/organisations/acme/members/',
      list({ user: { id: 2, username: 'bob', email: '', name: 'Bob' }, role: 'editor', joined_at: AT }),
    ),
  ),
)

describe('what fires', () => {
  test('is listed with its numbers, and how soon people act', async () => {
    renderAs(<Alerts />)
    const row = (await screen.findByRole('button', { name: 'Payments fail' })).closest('li')!
    expect(row).toHaveTextContent('412 lines in 5 m, more than 10')
    expect(row).toHaveTextContent('host pay-1')
    expect(row).toHaveTextContent('comes and goes')
    expect(screen.getByRole('button', { name: '4 Resolved' })).toBeVisible()
    expect(await screen.findByText('1 min 35 s')).toBeVisible()
  })

  test('is acknowledged in the list', async () => {
    const came = takes('post', '/alerts/3/acknowledge/', { ...alert, state: 'acknowledged' })
    renderAs(<Alerts />)
    await userEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }))
    await waitFor(() => expect(came).toEqual([{}]))
  })

  test('can be looked at whole, commented, given away, snoozed and resolved', async () => {
    server.use(answers('/alerts/3/', whole as never))
    const comments = takes('post', '/alerts/3/comment/', whole)
    const assigned = takes('post', '/alerts/3/assign/', whole)
    const snoozed = takes('post', '/alerts/3/snooze/', whole)
    const resolved = takes('post', '/alerts/3/resolve/', whole)
    renderAs(<Alerts />)
    await userEvent.click(await screen.findByRole('button', { name: 'Payments fail' }))
    const beside = within(await screen.findByRole('complementary', { name: 'The alert' }))
    expect(await beside.findByText('no connection to the bank')).toBeVisible()
    expect(beside.getByText('the bank is away')).toBeVisible()
    expect(beside.getByRole('link', { name: '412' })).toHaveAttribute('href', alert.link)
    expect(beside.getByRole('link', { name: 'https://example.org/pay' })).toBeVisible()
    await userEvent.type(beside.getByLabelText('Comment'), 'restarted it')
    await userEvent.click(beside.getByRole('button', { name: 'Comment' }))
    await waitFor(() => expect(comments).toEqual([{ text: 'restarted it' }]))
    await userEvent.click(beside.getByRole('button', { name: 'Assign' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Bob' }))
    await waitFor(() => expect(assigned).toEqual([{ to: 2 }]))
    await userEvent.click(beside.getByRole('button', { name: 'Snooze' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'for an hour' }))
    await waitFor(() => expect(snoozed).toHaveLength(1))
    await userEvent.click(beside.getByRole('button', { name: 'Resolve' }))
    await waitFor(() => expect(resolved).toEqual([{}]))
  })

  test('tells a refusal and what to try', async () => {
    server.use(
      refuses(
        '/alerts/3/acknowledge/',
        409,
        { code: 'conflict', message: 'It has ended.', hint: 'load it again' },
        'post',
      ),
    )
    renderAs(
      <>
        <Toaster />
        <Alerts />
      </>,
    )
    await userEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }))
    expect(await screen.findByText('It has ended.')).toBeVisible()
    expect(screen.getByText('load it again')).toBeVisible()
  })

  test('leads to the first rule where there is none', async () => {
    server.use(answers('/alerts/', page([]) as never), answers('/alerts/rules/', list()))
    renderAs(<Alerts />)
    await userEvent.click(await screen.findByRole('button', { name: 'Make the first rule' }))
    expect(await screen.findByRole('heading', { name: 'New rule' })).toBeVisible()
  })

  test('can only be looked at by viewers, and says when it cannot be', async () => {
    renderAs(<Alerts />, { me: VIEWER })
    expect(await screen.findByRole('button', { name: 'Payments fail' })).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull()
  })

  test('says why it cannot be shown', async () => {
    server.use(refuses('/alerts/', 503, { code: 'unavailable', message: 'The database is away.' }))
    renderAs(<Alerts />)
    expect(await screen.findByText('The database is away.')).toBeVisible()
  })
})

describe('the rules', () => {
  test('have state, words and trouble, the loudest first', async () => {
    const quiet = rule({ id: 8, name: 'A quiet one', status: { ...rule().status, state: 'inactive' } })
    const broken = rule({
      id: 9,
      name: 'Broken',
      muted: true,
      status: { ...rule().status, state: 'error', error: 'The store is away.', error_since: AT },
    })
    server.use(answers('/alerts/rules/', list(quiet, broken, rule())))
    renderAs(<Alerts />, { search: '?tab=rules' })
    const rows = within(await screen.findByRole('list', { name: 'Rules' })).getAllByRole('listitem')
    expect(rows.map((row) => within(row).getAllByRole('button')[0]!.textContent)).toEqual([
      'Payments fail',
      'Broken',
      'A quiet one',
    ])
    expect(rows[0]).toHaveTextContent('firing 2')
    expect(rows[0]).toHaveTextContent('lines > 10 in 5m, for 2m, for each host')
    expect(rows[1]).toHaveTextContent('The store is away.')
    expect(rows[1]).toHaveTextContent('muted')
    await userEvent.type(screen.getByLabelText('Find a rule'), 'quiet')
    expect(screen.queryByRole('button', { name: 'Broken' })).toBeNull()
  })

  test('are switched, snoozed, muted and removed', async () => {
    const changed = takes('patch', '/alerts/rules/7/', rule())
    const removed = takes('delete', '/alerts/rules/7/', 204)
    renderAs(<Alerts />, { search: '?tab=rules' })
    await userEvent.click(await screen.findByRole('switch', { name: 'Payments fail is watched' }))
    await waitFor(() => expect(changed).toEqual([{ enabled: false }]))
    const choose = async (name: string) => {
      await userEvent.click(screen.getByRole('button', { name: 'More for Payments fail' }))
      await userEvent.click(await screen.findByRole('menuitem', { name }))
    }
    await choose('for a day')
    await choose('until I say otherwise')
    await waitFor(() => expect(changed[2]).toEqual({ muted: true }))
    expect(changed[1]).toHaveProperty('snoozed_until')
    await choose('Remove…')
    await userEvent.click(await screen.findByRole('button', { name: 'Remove it' }))
    await waitFor(() => expect(removed).toHaveLength(1))
  })

  test('come from YAML, looked at first', async () => {
    const came = takes('post', '/alerts/rules/import/', {
      rules: [{ name: 'New one', done: 'made', id: null }],
    })
    renderAs(<Alerts />, { search: '?tab=rules' })
    await userEvent.click(await screen.findByRole('button', { name: 'Import rules from YAML' }))
    await userEvent.type(screen.getByLabelText('Or paste them'), 'rules: x')
    await userEvent.click(screen.getByRole('button', { name: 'Look first' }))
    expect(await screen.findByText('New one')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Import' }))
    await waitFor(() =>
      expect(came).toEqual([
        { yaml: 'rules: x', dry_run: true },
        { yaml: 'rules: x', dry_run: false },
      ]),
    )
  })
})

describe('a rule', () => {
  test('is made of a search, with its proof, in one more click', async () => {
    const came = takes('post', '/alerts/rules/', rule())
    server.use(answers('/alerts/rules/7/', rule() as never))
    renderAs(<Alerts />, { search: '?rule=0&q=level%3Aerror' })
    expect(await screen.findByText(/fired 14 times in the last 7 days/)).toBeVisible()
    const firings = screen.getByRole('list', { name: 'When it would have fired' })
    expect(within(firings).getAllByRole('link')).toHaveLength(8)
    expect(within(firings).getAllByRole('link')[0]).toHaveAttribute('href', '/explorer/?q=pay-0')
    await userEvent.click(screen.getByRole('button', { name: 'Show all 10 firings' }))
    expect(within(firings).getAllByRole('link')).toHaveLength(10)
    await userEvent.click(screen.getByRole('button', { name: 'Save the rule' }))
    await waitFor(() =>
      expect(came).toEqual([
        {
          definition: {
            name: 'Too many level:error',
            query: 'level:error',
            severity: 'error',
            condition: { kind: 'threshold', op: '>', value: 10 },
            window: '5m',
            every: '1m',
            for: '0s',
          },
        },
      ]),
    )
  })

  test('is changed in all its parts, and the newest is what is saved', async () => {
    server.use(answers('/alerts/rules/7/', rule() as never))
    const came = takes('put', '/alerts/rules/7/', rule({ version: 3 })) as {
      definition: Definition
      based_on: number
    }[]
    renderAs(<Alerts />, { search: '?rule=7' })
    const value = await screen.findByDisplayValue('10')
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled()
    await userEvent.clear(value)
    await userEvent.type(value, '25')
    await userEvent.click(screen.getByRole('button', { name: 'Has to last: 15m' }))
    await userEvent.clear(screen.getByLabelText('For each'))
    await userEvent.type(screen.getByLabelText('For each'), 'service host')
    await userEvent.click(screen.getByRole('button', { name: 'Add a label' }))
    await userEvent.type(screen.getByLabelText('Name of label 1'), 'team')
    await userEvent.type(screen.getByLabelText('Value of label 1'), 'pay')
    await userEvent.click(screen.getByRole('button', { name: 'Add quiet hours' }))
    await userEvent.click(screen.getByRole('button', { name: 'Sat' }))
    await userEvent.click(screen.getByRole('button', { name: 'Flapping and late lines…' }))
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(came).toHaveLength(1))
    const { definition: sent, based_on } = came[0]!
    expect(based_on).toBe(2)
    expect(sent.condition).toEqual({ kind: 'threshold', op: '>', value: 25 })
    expect(sent.for).toBe('15m')
    expect(sent.group_by).toEqual(['service', 'host'])
    expect(sent.labels).toEqual({ team: 'pay' })
    expect(sent.quiet_hours?.[0]).toMatchObject({
      from: '22:00',
      to: '07:00',
      weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sun'],
    })
  })

  test.each([
    ['Absence', 'nothing', { kind: 'absence', look_back: '1d' }],
    [
      'Change',
      'change',
      { kind: 'change', percent: 100, against: 'yesterday', direction: 'up', minimum: 10 },
    ],
    ['New value', 'new', { kind: 'new_value', pattern: true, look_back: '7d' }],
    ['Anomaly', 'unusual', { kind: 'anomaly', direction: 'up', sensitivity: 'medium' }],
    ['Every match', 'match', { kind: 'match' }],
  ])('can be of the kind %s', async (name, _, condition) => {
    const came = takes('post', '/alerts/rules/', rule()) as { definition: Definition }[]
    renderAs(<Alerts />, { search: '?rule=0&q=x' })
    await userEvent.click(await screen.findByRole('radio', { name: new RegExp(`^${name}`) }))
    await userEvent.click(screen.getByRole('button', { name: 'Save the rule' }))
    await waitFor(() => expect(came[0]?.definition.condition).toEqual(condition))
    expect('window' in came[0]!.definition).toBe(condition.kind !== 'match')
  })

  test('shows a mistake where it is', async () => {
    server.use(
      refuses(
        '/alerts/rules/preview/',
        400,
        {
          code: 'invalid',
          message: 'window: too long',
          hint: 'at most 31d',
          fields: { 'definition.window': ['is too long'] },
        },
        'post',
      ),
    )
    renderAs(<Alerts />, { search: '?rule=0' })
    expect(await screen.findByText('is too long – at most 31d')).toBeVisible()
    expect(screen.getByLabelText('Over the last')).toHaveAttribute('aria-invalid', 'true')
  })

  test('has a history with numbers, and versions that come back', async () => {
    const back = takes('post', '/alerts/rules/7/bring-back/', rule({ version: 3 }))
    server.use(
      answers('/alerts/rules/7/', rule() as never),
      answers(
        '/alerts/rules/7/history/',
        list({
          id: 1, version: 2, group: { host: 'pay-1' }, before: 'pending', state: 'firing', at: AT, window_start: AT,
          seen_at: AT, numbers: [['value', 412]], query: 'x', error: '', alert: 3, link: '/explorer/?q=x',
        }), // prettier-ignore
      ),
      answers(
        '/alerts/rules/7/versions/',
        list(
          { number: 2, definition, note: 'calmer', created_at: AT, created_by: 'alice' },
          {
            number: 1,
            definition: { ...definition, window: '1m' },
            note: '',
            created_at: AT,
            created_by: null,
          },
        ),
      ),
    )
    renderAs(<Alerts />, { search: '?rule=7' })
    await userEvent.click(await screen.findByRole('tab', { name: 'History' }))
    expect(await screen.findByText(/host pay-1 · value 412/)).toBeVisible()
    await userEvent.click(screen.getByRole('tab', { name: 'Versions' }))
    await userEvent.click((await screen.findAllByRole('button', { name: 'What changed' }))[0]!)
    expect(screen.getByText('1m', { selector: 'del' })).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Bring back' }))
    await waitFor(() => expect(back).toEqual([{ version: 1 }]))
  })
})

describe('who is told', () => {
  const channels = [{ id: 4, name: 'On-call', kind: 'email' }]
  const policy: Policy = {
    id: 5,
    name: 'Critical',
    position: 0,
    enabled: true,
    matchers: [{ label: 'severity', op: '=', value: 'critical' }],
    channels: [4],
    group_by: [],
    group_wait: 10,
    group_interval: 300,
    repeat_interval: 14_400,
    send_resolved: true,
    carry_on: false,
    escalation: [],
  }

  test('leads to channels where there is none', async () => {
    renderAs(<Alerts />, { search: '?tab=routing' })
    expect(await screen.findByRole('link', { name: 'add a channel' })).toHaveAttribute(
      'href',
      '/settings/?tab=channels',
    )
  })

  test('is a policy with conditions, channels and an escalation', async () => {
    server.use(answers('/notifications/channels/', channels))
    const came = takes('post', '/alerts/policies/', policy)
    renderAs(<Alerts />, { search: '?tab=routing' })
    await userEvent.click(await screen.findByRole('button', { name: 'New policy' }))
    await userEvent.type(screen.getByLabelText('Name'), 'Critical')
    await userEvent.click(screen.getByRole('button', { name: 'Add a condition' }))
    await userEvent.type(screen.getByLabelText('Value of condition 1'), 'critical')
    await userEvent.click(await screen.findByRole('checkbox', { name: /On-call/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Add a step' }))
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Bob' }))
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() =>
      expect(came).toEqual(
        [
          {
            ...policy,
            id: undefined,
            position: undefined,
            escalation: [{ after: 900, channels: [], people: [2] }],
          },
        ].map((each) => JSON.parse(JSON.stringify(each)) as unknown),
      ),
    )
  })

  test('is put in order, switched and removed', async () => {
    const second = { ...policy, id: 6, name: 'The rest', matchers: [], carry_on: true }
    server.use(
      answers('/notifications/channels/', channels),
      answers('/alerts/policies/', list(policy, second)),
    )
    const orders = takes('post', '/alerts/policies/order/', 204)
    const changed = takes('patch', '/alerts/policies/5/', policy)
    const removed = takes('delete', '/alerts/policies/6/', 204)
    renderAs(<Alerts />, { search: '?tab=routing' })
    const row = await screen.findByRole('listitem', { name: 'Critical' })
    expect(row).toHaveTextContent('severity is critical → On-call · again every 4h')
    await userEvent.click(screen.getByRole('button', { name: 'Try The rest earlier' }))
    await waitFor(() => expect(orders).toEqual([{ ids: [6, 5] }]))
    await userEvent.click(screen.getByRole('switch', { name: 'Critical is on' }))
    await waitFor(() => expect(changed).toEqual([{ enabled: false }]))
    await userEvent.click(screen.getByRole('button', { name: 'Remove The rest' }))
    await waitFor(() => expect(removed).toHaveLength(1))
  })
})

describe('silences', () => {
  test('are made for a time, and ended', async () => {
    const silence: Silence = {
      id: 2,
      matchers: [{ label: 'service', op: '=', value: 'db' }],
      starts_at: '2020-01-01T00:00:00Z',
      ends_at: '2120-01-01T00:00:00Z',
      comment: 'Upgrade',
      created_at: AT,
      created_by: 'alice',
    }
    server.use(answers('/alerts/silences/', list(silence, { ...silence, id: 1, ends_at: AT })))
    const came = takes('post', '/alerts/silences/', silence) as Record<string, string>[]
    const ended = takes('delete', '/alerts/silences/2/', 204)
    renderAs(<Alerts />, { search: '?tab=silences' })
    const rows = within(await screen.findByRole('list', { name: 'Silences' })).getAllByRole('listitem')
    expect(rows[0]).toHaveTextContent('nowservice is db')
    expect(rows[1]).toHaveTextContent('over')
    await userEvent.click(screen.getByRole('button', { name: 'End it now' }))
    await waitFor(() => expect(ended).toHaveLength(1))
    await userEvent.click(screen.getByRole('button', { name: 'New silence' }))
    await userEvent.type(screen.getByLabelText('Value of condition 1'), 'db')
    await userEvent.click(screen.getByRole('button', { name: 'Silence them' }))
    await waitFor(() => expect(came).toHaveLength(1))
    expect(came[0]).toMatchObject({ matchers: [{ label: 'service', op: '=', value: 'db' }], comment: '' })
    const { starts_at = '', ends_at = '' } = came[0]!
    expect(Date.parse(ends_at) - Date.parse(starts_at)).toBe(2 * 3_600_000)
  })
})
