import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'

import type { Statistics } from '@/lib/model'
import { renderAs } from '@/testing/render'
import { answers, refuses, server } from '@/testing/server'
import { FakeSocket } from '@/testing/socket'

import { Dashboard } from '.'

const FULL: Statistics = {
  total: 1200,
  previous_total: 1000,
  by_level: { info: 1140, error: 48, critical: 12 },
  previous_by_level: { info: 900, error: 100 },
  top_services: [
    { value: 'checkout', count: 900 },
    { value: 'two words', count: 300 },
  ],
  top_sources: [],
  top_hosts: [],
  usage: { events: 5000, bytes: 300_000, oldest: null, newest: null, estimate: false },
}
const NONE: Statistics = {
  ...FULL,
  total: 0,
  previous_total: 0,
  by_level: {},
  previous_by_level: {},
  top_services: [],
  usage: { ...FULL.usage, events: 0 },
}
const EVENT = {
  id: 'e1',
  '@timestamp': '2026-01-01T10:00:00.123Z',
  received_at: '2026-01-01T10:00:00.200Z',
  tenant_id: 'acme',
  level: 'error',
  service: 'checkout',
  message: 'card declined',
}

const serve = (statistics: Statistics) =>
  server.use(
    answers('/logs/statistics/', { ...statistics }),
    answers('/logs/histogram/', {
      step: 60,
      total: statistics.total,
      buckets: [{ start: '2026-01-01T10:00:00Z', counts: { info: 3, error: 1 } }],
    }),
    answers('/logs/search/', { results: [EVENT], next: null, rows_read: 1, elapsed_ms: 1 }),
    answers('/logs/count/', { count: statistics.usage.events }),
    answers('/system/health/', {
      status: 'yellow',
      parts: [
        {
          name: 'store',
          status: 'green',
          reason: 'Elasticsearch answers.',
          details: { engine: 'Elasticsearch', number_of_nodes: 3, versions: ['8.19.16'], oddity: null },
        },
        { name: 'worker', status: 'yellow', reason: 'no worker has answered for 40 s' },
        { name: 'disk', status: 'red', reason: '2 % free' },
        { name: 'beat', status: 'unknown', reason: null },
      ],
    }),
  )

const card = (name: RegExp) => screen.findByRole('link', { name })
const query = (link: HTMLElement) => new URL(link.getAttribute('href')!, 'http://x').searchParams

describe('a dashboard with logs', () => {
  test('counts them against the period before', async () => {
    serve(FULL)
    renderAs(<Dashboard />)
    expect(await card(/^Logs\s*1,200/)).toHaveTextContent('20 % more than the 24 hours before')
    expect(await card(/^Errors\s*60/)).toHaveTextContent('40 % less than the 24 hours before')
    expect(await card(/^Error rate/)).toHaveTextContent('5.0 %')
    expect(await card(/^Error rate/)).toHaveTextContent('5.0 points less than the 24 hours before')
  })

  test('every number leads to its logs, in the very span it was counted in', async () => {
    serve(FULL)
    renderAs(<Dashboard />)
    const errors = query(await card(/^Errors/))
    expect(errors.get('q')).toBe('level:(error OR critical)')
    expect(Date.parse(errors.get('to')!) - Date.parse(errors.get('from')!)).toBe(86_400_000)
    const service = query(screen.getByRole('link', { name: /two words/ }))
    expect(service.get('q')).toBe('service:"two words"')
    expect(service.get('from')).toBe(errors.get('from'))
    const levels = within(screen.getByRole('list', { name: 'Logs by level' }))
    expect(levels.getAllByRole('link')[0]).toHaveTextContent('critical121.0 %')
  })

  test('shows the newest logs, each a link to itself', async () => {
    serve(FULL)
    renderAs(<Dashboard />)
    const row = await screen.findByRole('link', { name: /card declined/ })
    expect(query(row).get('id')).toBe('e1')
  })

  test('says how each part is, and why', async () => {
    serve(FULL)
    renderAs(<Dashboard />)
    const system = within(screen.getByRole('region', { name: 'System' }))
    expect(await system.findByText('no worker has answered for 40 s')).toBeVisible()
    expect(system.getByText('2 % free')).toBeVisible()
    expect(system.getByText('strained')).toBeVisible()
  })

  test('says which engine keeps the logs, and what it says of itself', async () => {
    serve(FULL)
    renderAs(<Dashboard />)
    const system = within(screen.getByRole('region', { name: 'System' }))
    await userEvent.click(await system.findByText('Elasticsearch'))
    expect(system.getByText('number of nodes').nextSibling).toHaveTextContent('3')
    expect(system.getByText('versions').nextSibling).toHaveTextContent('8.19.16')
    expect(system.queryByText('oddity')).toBeNull()
  })

  test('says what is missing instead of making it up', async () => {
    serve({ ...FULL, previous_total: 0, previous_by_level: {} })
    renderAs(<Dashboard />)
    expect(await card(/^Logs\s*1,200/)).toHaveTextContent('none in the 24 hours before')
    expect(await card(/^Error rate/)).toHaveTextContent('nothing to compare with')
    expect(screen.getByText('No log in this time has a source.')).toBeVisible()
  })

  test('another range asks again', async () => {
    serve(FULL)
    const spans: number[] = []
    server.use(
      http.get('*/api/v1/logs/statistics/', ({ request }) => {
        const { searchParams } = new URL(request.url)
        spans.push(Date.parse(searchParams.get('to')!) - Date.parse(searchParams.get('from')!))
        return HttpResponse.json({ ...FULL })
      }),
    )
    renderAs(<Dashboard />)
    await userEvent.click(screen.getByRole('combobox', { name: 'Time range' }))
    await userEvent.click(await screen.findByRole('option', { name: 'Last hour' }))
    await waitFor(() => expect(spans.at(-1)).toBe(3_600_000))
  })

  test('"refresh now" asks again', async () => {
    serve(FULL)
    let asked = 0
    server.use(
      http.get('*/api/v1/logs/statistics/', () => {
        asked += 1
        return HttpResponse.json({ ...FULL, total: 1111 * asked })
      }),
    )
    renderAs(<Dashboard />)
    expect(await card(/^Logs\s*1,111/)).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Refresh now' }))
    expect(await card(/^Logs\s*2,222/)).toBeVisible()
  })

  test('the rate is the server’s count of this second, and nothing while the line is down', async () => {
    serve(FULL)
    renderAs(<Dashboard />)
    const socket = FakeSocket.to('/ws/metrics/')!
    expect(socket.url).toContain('organisation=acme')
    act(() => {
      socket.accept()
      socket.say({ type: 'metrics', data: { logs_per_second: 1234, errors_per_minute: 1 } })
    })
    expect(await card(/^Logs a second/)).toHaveTextContent('1,234')
    expect(await card(/^Logs a second/)).toHaveTextContent('1 error a minute')
    act(() => socket.end())
    expect(await card(/^Logs a second/)).toHaveTextContent('no connection')
  })
})

test('without any log it says how to send one, on the ports that are open, and turns live', async () => {
  serve(NONE)
  renderAs(<Dashboard />)
  expect(await screen.findByText(/nc -q1 localhost 5000/)).toBeVisible()
  serve(FULL)
  expect(await screen.findByRole('link', { name: /^Logs\s*1,200/ }, { timeout: 5_000 })).toBeVisible()
})

test('a store that does not answer is said, and asked again', async () => {
  serve(FULL)
  server.use(refuses('/logs/statistics/', 503, { code: 'unavailable', message: 'The store is starting.' }))
  renderAs(<Dashboard />)
  expect(await screen.findByText('The store is starting.')).toBeVisible()
  expect(await screen.findByText('no worker has answered for 40 s')).toBeVisible()
  serve(FULL)
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await card(/^Logs\s*1,200/)).toBeVisible()
})
