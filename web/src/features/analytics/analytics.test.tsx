import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, test, vi } from 'vitest'

import { renderAs } from '@/testing/render'
import { answers, refuses, server } from '@/testing/server'

import { Analytics } from '.'
import { csv } from './explore/csv'
import { crossed } from './explore/use-pivot'
import type { Comparison, Overview, Pattern, Patterns } from './model'

const push = vi.hoisted(() => vi.fn())
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }))

const RANGE = { from: '2026-01-01T10:00:00.000Z', to: '2026-01-01T11:00:00.000Z' }
const two = (value: string | null, count: number, errors: number, previous_count = 0) => ({
  value,
  count,
  errors,
  previous_count,
  previous_errors: 0,
  query: `service:${value}`,
})
const difference = {
  field: 'version',
  value: '1.5',
  ours: 90,
  theirs: 20,
  our_share: 0.9,
  their_share: 0.05,
  score: 0.7,
  times: 18,
  include: 'version:1.5',
  exclude: 'NOT version:1.5',
}
const OVERVIEW: Overview = {
  ...RANGE,
  total: { ...two(null, 1200, 60, 1000), query: '' },
  levels: [],
  services: [two('shop', 900, 45)],
  hosts: [two('h1', 700, 0)],
  step: 60,
  series: [{ start: RANGE.from, count: 1200, errors: 60, previous: 1000 }],
  hours: Array.from({ length: 24 }, (_, hour) => (hour === 10 ? 1200 : 0)),
  zone: 'Europe/Berlin',
  changes: [difference],
}
const COMPARISON: Comparison = {
  ...RANGE,
  ours: 100,
  theirs: 400,
  other_q: 'NOT level:error',
  other_from: RANGE.from,
  other_to: RANGE.to,
  results: [difference],
  more: 0,
  fields_seen: ['version', 'host'],
  left_out: [{ field: 'level', reason: 'the queries differ in it' }],
  bounded: { user_id: 9000 },
  elapsed_ms: 4,
}
const PATTERN: Pattern = {
  id: 'p1',
  template: 'payment <number> failed for <word>',
  count: 30,
  share: 0.75,
  before: null,
  first: RANGE.from,
  last: RANGE.to,
  levels: { error: 30 },
  trend: [10, 20],
  samples: ['payment 7 failed for bob'],
  variables: [{ kind: 'number', values: [['7', 12]], distinct: 20, complete: true }],
  query: 'message:"payment" message:"failed for"',
  include: 'message:"payment" message:"failed for"',
  exclude: 'NOT (message:"payment" message:"failed for")',
}
const PATTERNS: Patterns = {
  ...RANGE,
  lines: 40,
  total: 40,
  earlier_lines: 0,
  sample: null,
  patterns: 1,
  results: [PATTERN],
  starts: [RANGE.from, RANGE.from],
  step: 60,
}

const told = (...records: object[]) =>
  http.post('*/api/v1/analytics/patterns/', () =>
    HttpResponse.text(records.map((record) => JSON.stringify(record) + '\n').join('')),
  )
const query = (link: HTMLElement) => new URL(link.getAttribute('href')!, 'http://x').searchParams

beforeEach(() => {
  push.mockReset()
  server.use(
    answers('/analytics/settings/', {}),
    answers('/analytics/overview/', { ...OVERVIEW }),
    answers('/analytics/compare/', { ...COMPARISON }),
    answers('/logs/fields/', { results: [], total: 0 }),
    told({ kind: 'progress', lines: 10, of: 40 }, { kind: 'result', ...PATTERNS }),
  )
})

describe('the overview', () => {
  test('sets the period against the one before it, and every number leads to its lines', async () => {
    renderAs(<Analytics />)
    const logs = await screen.findByRole('link', { name: /^Logs\s*1,200/ })
    expect(logs).toHaveTextContent('20 % more than before')
    const errors = screen.getByRole('link', { name: /^Errors\s*60/ })
    expect(query(errors).get('q')).toBe('level:>=error')
    expect(query(errors).get('from')).toBe(RANGE.from)
    expect(query(screen.getByRole('link', { name: 'shop: 45 errors' })).get('q')).toBe(
      'service:shop level:>=error',
    )
    expect(screen.getByText('10–11 h')).toBeVisible()
    expect(screen.getByRole('region', { name: 'What changed' })).toHaveTextContent('18× as frequent')
  })

  test('an hour of several days leads to the lines of that hour on each of them', async () => {
    const hours = { ...OVERVIEW, from: '2026-01-01T00:00:00.000Z', to: '2026-01-03T00:00:00.000Z' }
    server.use(answers('/analytics/overview/', hours))
    renderAs(<Analytics />, { search: '?q=service:web' })
    const link = query(await screen.findByRole('link', { name: '10–11 h: 1,200 logs' }))
    expect(link.get('q')).toBe(
      'service:web (@timestamp:[2026-01-01T09:00:00.000Z TO 2026-01-01T10:00:00.000Z} OR ' +
        '@timestamp:[2026-01-02T09:00:00.000Z TO 2026-01-02T10:00:00.000Z})',
    )
    expect(link.get('from')).toBe(hours.from)
  })

  test('a mistake in the query is told in the server’s words', async () => {
    server.use(refuses('/analytics/overview/', 400, { code: 'query_error', message: 'A bracket is open.' }))
    renderAs(<Analytics />, { search: '?q=(' })
    expect(await screen.findByText('A bracket is open.')).toBeVisible()
  })
})

test('Kibana is a tab only where one is configured', async () => {
  const { unmount } = renderAs(<Analytics />)
  await screen.findByRole('link', { name: /^Logs/ })
  expect(screen.queryByRole('tab', { name: 'Kibana' })).toBeNull()
  unmount()
  server.use(answers('/analytics/settings/', { kibana_url: 'https://kibana.acme.example' }))
  renderAs(<Analytics />, { search: '?tab=kibana' })
  expect(await screen.findByRole('link', { name: 'Open Kibana' })).toHaveAttribute(
    'href',
    'https://kibana.acme.example',
  )
})

describe('comparing', () => {
  test('asks for a query first, when the rest is what is compared with', async () => {
    renderAs(<Analytics />, { search: '?tab=compare&against=rest' })
    expect(await screen.findByText('Which logs?')).toBeVisible()
  })

  test('says what tells the lines apart, and what was not looked at', async () => {
    const changes = vi.fn()
    renderAs(<Analytics />, { search: '?tab=compare&q=level:error', onUrlUpdate: changes })
    const panel = within(await screen.findByRole('region', { name: 'More frequent among these logs' }))
    const ours = panel.getByRole('link', { name: 'these logs: 90 %, 90 logs' })
    expect(query(ours).get('q')).toBe('level:error version:1.5')
    expect(query(panel.getByRole('link', { name: /^other logs/ })).get('q')).toBe(
      'NOT level:error version:1.5',
    )
    expect(screen.getByText(/of 9,000 values/)).toBeInTheDocument()
    expect(screen.getByText(/the queries differ in it/)).toBeInTheDocument()
    await userEvent.click(panel.getByRole('button', { name: 'Include version 1.5' }))
    expect(changes.mock.lastCall?.[0].searchParams.get('q')).toBe('level:error version:1.5')
  })
})

describe('patterns', () => {
  test('are listed with their variables and samples', async () => {
    renderAs(<Analytics />, { search: '?tab=patterns' })
    const row = await screen.findByRole('button', { name: /payment/, expanded: false })
    expect(query(screen.getByRole('link', { name: '30 lines' })).get('q')).toBe(PATTERN.query)
    await userEvent.click(row)
    expect(screen.getByText('payment 7 failed for bob')).toBeVisible()
    expect(screen.getByRole('list', { name: 'Variables' })).toHaveTextContent('number 20 values')
  })

  test('one click goes to the lines without it', async () => {
    renderAs(<Analytics />, { search: '?tab=patterns&q=service:shop' })
    await userEvent.click(await screen.findByRole('button', { name: /^Exclude payment/ }))
    const target = new URL(push.mock.lastCall![0] as string, 'http://x')
    expect(target.searchParams.get('q')).toBe(`service:shop ${PATTERN.exclude}`)
  })

  test('new ones are told apart from those that were there before', async () => {
    const asked: Record<string, string>[] = []
    server.use(
      http.post('*/api/v1/analytics/patterns/', async ({ request }) => {
        asked.push((await request.json()) as Record<string, string>)
        const results = [
          { ...PATTERN, before: 0 },
          { ...PATTERN, id: 'p2', template: 'old one', before: 9 },
        ]
        return HttpResponse.text(JSON.stringify({ kind: 'result', ...PATTERNS, patterns: 2, results }) + '\n')
      }),
    )
    renderAs(<Analytics />, {
      search: '?tab=patterns&since=before&from=2026-01-01T10:00:00Z&to=2026-01-01T11:00:00Z',
    })
    expect(await screen.findByText('new')).toBeVisible()
    expect(asked[0]).toMatchObject({ from: '2026-01-01T09:00:00.000Z', since: RANGE.from, to: RANGE.to })
    await userEvent.click(screen.getByRole('switch', { name: 'Only new ones' }))
    await waitFor(() => expect(screen.queryByText('old one')).toBeNull())
  })

  test('a failure in the middle is told, and can be tried again', async () => {
    server.use(
      told(
        { kind: 'progress', lines: 10, of: 40 },
        { kind: 'error', error: { message: 'The store went away.' } },
      ),
    )
    renderAs(<Analytics />, { search: '?tab=patterns' })
    expect(await screen.findByText('The store went away.')).toBeVisible()
    server.use(told({ kind: 'result', ...PATTERNS }))
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('button', { name: /payment/, expanded: false })).toBeVisible()
  })
})

test('anomalies come with their reason and lead to their lines', async () => {
  server.use(
    answers('/analytics/anomalies/', {
      ...RANGE,
      results: [
        {
          series: 'shop, error', kind: 'high', reason: '412 errors, usually 3 to 20 on Mondays at 9', start: RANGE.from,
          end: RANGE.to, number: 412, expected: 11, usual_low: 3, usual_high: 20, score: 40, query: 'service:shop level:error',
        },
      ],
      bands: { 'shop, error': [{ start: RANGE.from, number: 412, expected: 11, low: 3, high: 20, kind: 'high' }] },
      step: 3600, series: 12, groups: 12, learning: 0, zone: 'UTC',
    }),
  ) // prettier-ignore
  renderAs(<Analytics />, { search: '?tab=anomalies' })
  const row = await screen.findByRole('link', { name: /412 errors, usually 3 to 20 on Mondays at 9/ })
  expect(query(row).get('q')).toBe('service:shop level:error')
  expect(query(row).get('to')).toBe(RANGE.to)
  expect(screen.getByText(/12 series judged hour by hour, by clocks of UTC/)).toBeVisible()
})

test('a pivot has the totals of the store and not sums of what is shown', () => {
  const row = (keys: (string | null)[], number: number) => ({ keys, numbers: [number] })
  const pivot = crossed(
    { total: row([], 9), rows: [row(['web', 'error'], 2), row(['web', null], 4)], groups: 2 },
    { total: row([], 9), rows: [row(['web'], 5)], groups: 3 },
    { total: row([], 9), rows: [row(['error'], 3), row([null], 6)], groups: 2 },
  )
  expect(pivot.rows).toEqual([{ key: 'web', total: 5, cells: [2, 4] }])
  expect([pivot.all, pivot.rowsInAll]).toEqual([9, 3])
})

test('a CSV is no formula', () => {
  expect(
    csv([
      ['a', 'b,c'],
      ['=1+1', -3],
      ['say "x"', null],
    ]),
  ).toBe('a,"b,c"\r\n\'=1+1,-3\r\n"say ""x""",\r\n')
})
