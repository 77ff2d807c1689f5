import { act, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { LogEvent } from '@/lib/model'
import { renderAs } from '@/testing/render'
import { answers, server } from '@/testing/server'

import { levelClause, Live } from './live'

class FakeSocket {
  static readonly OPEN = 1
  static all: FakeSocket[] = []
  readyState = 0
  sent: unknown[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null

  constructor(readonly url: string) {
    FakeSocket.all.push(this)
  }
  send(text: string) {
    this.sent.push(JSON.parse(text))
  }
  close() {
    this.readyState = 3
  }
  says(message: unknown) {
    act(() => this.onmessage?.({ data: JSON.stringify(message) }))
  }
  opens() {
    act(() => {
      this.readyState = 1
      this.onopen?.()
    })
  }
}

const socketOf = (path: string) => {
  const found = FakeSocket.all.filter(({ url }) => url.includes(path)).at(-1)
  if (!found) throw new Error(`nobody opened ${path}`)
  return found
}

const log = (number: number): LogEvent => ({
  id: String(number).padStart(32, '0'),
  '@timestamp': '2026-11-23T12:00:00.000Z',
  received_at: '2026-11-23T12:00:00.000Z',
  tenant_id: 'acme',
  level: 'error',
  service: 'checkout',
  message: `line ${number}`,
})

async function aLiveScreen(search?: string) {
  renderAs(<Live />, { search })
  const stream = await waitFor(() => socketOf('/ws/logs/stream/'))
  stream.opens()
  stream.says({ type: 'hello', q: new URL(stream.url).searchParams.get('q') ?? '', limit_per_second: 500 })
  return stream
}

beforeEach(() => {
  FakeSocket.all = []
  vi.stubGlobal('WebSocket', FakeSocket)
  server.use(answers('/logs/fields/', { results: [], total: 0 }))
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(800)
})

describe('the live screen', () => {
  it('shows what arrives, each once', async () => {
    const stream = await aLiveScreen()
    expect(screen.getByText('Connected')).toBeVisible()
    stream.says({ type: 'new_logs', data: [log(1), log(2)] })
    stream.says({ type: 'new_logs', data: [log(2)], replay: true })
    expect(await screen.findByText('line 1')).toBeVisible()
    expect(screen.getAllByText('line 2')).toHaveLength(1)
  })

  it('stands still with Space, counts what waits, and goes on with Space', async () => {
    const stream = await aLiveScreen()
    stream.says({ type: 'new_logs', data: [log(1)] })
    await screen.findByText('line 1')
    await userEvent.keyboard(' ')
    stream.says({ type: 'new_logs', data: [log(2), log(3)] })
    expect(await screen.findByRole('button', { name: '2 new logs' })).toBeVisible()
    expect(screen.queryByText('line 2')).toBeNull()
    await userEvent.keyboard(' ')
    expect(await screen.findByText('line 3')).toBeVisible()
  })

  it('filters on the server while it runs, by level and by query', async () => {
    const stream = await aLiveScreen()
    await userEvent.type(screen.getByRole('textbox', { name: 'Filter' }), 'disk{Enter}')
    await waitFor(() => expect(stream.sent).toContainEqual({ type: 'filter', q: 'disk' }))
    stream.says({ type: 'new_logs', data: [log(1)] })
    await screen.findByText('line 1')
    stream.says({ type: 'filter', q: 'disk' })
    await waitFor(() => expect(screen.queryByText('line 1')).toBeNull())
    expect(screen.getByText('Waiting for a log that matches.')).toBeVisible()
  })

  it('says that it is paused, and not that it waits, when the filter changes meanwhile', async () => {
    const stream = await aLiveScreen()
    stream.says({ type: 'new_logs', data: [log(1)] })
    await screen.findByText('line 1')
    await userEvent.keyboard(' ')
    stream.says({ type: 'filter', q: 'disk' })
    expect(await screen.findByText(/^Paused\./)).toBeVisible()
    expect(screen.queryByText(/Waiting for/)).toBeNull()
    stream.says({ type: 'new_logs', data: [log(2)] })
    expect(await screen.findByRole('button', { name: '1 new log' })).toBeVisible()
    await userEvent.keyboard(' ')
    expect(await screen.findByText('line 2')).toBeVisible()
  })

  it('says what is wrong with a filter', async () => {
    const stream = await aLiveScreen('?q=level:(')
    stream.says({ type: 'error', message: 'This ( is never closed.', column: 7, hint: 'add a )' })
    expect(await screen.findByRole('alert')).toHaveTextContent('This ( is never closed. Column 7.add a )')
  })

  it('shows a gap as a row, in the words of the server', async () => {
    const stream = await aLiveScreen()
    stream.says({ type: 'gap', skipped: 40, reason: 'rate', message: '40 logs were skipped.' })
    expect(await screen.findByText('40 logs were skipped.')).toBeVisible()
  })

  it('comes back after a break, from the last log that it has', async () => {
    const stream = await aLiveScreen()
    stream.says({ type: 'new_logs', data: [log(7)] })
    act(() => stream.onclose?.({ code: 1006 }))
    expect(await screen.findByText('Connection lost')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Try now' }))
    expect(new URL(socketOf('/ws/logs/stream/').url).searchParams.get('after')).toBe(log(7).id)
  })

  it('tells a stranger so', async () => {
    const stream = await aLiveScreen()
    act(() => stream.onclose?.({ code: 4001 }))
    expect(await screen.findByText('You are not logged in any more.')).toBeVisible()
  })

  it('shows what the server counted, and nothing when the line is down', async () => {
    await aLiveScreen()
    const metrics = socketOf('/ws/metrics/')
    metrics.opens()
    metrics.says({
      type: 'metrics',
      data: {
        logs_per_second: 1234,
        errors_per_minute: 5,
        warnings_per_minute: 0,
        users: 2,
        top_sources: [{ value: 'web', count: 9 }],
        at: '',
      },
    })
    expect(await screen.findByText('1,234')).toBeVisible()
    metrics.says({
      type: 'metrics',
      data: {
        logs_per_second: null,
        errors_per_minute: null,
        warnings_per_minute: null,
        users: 1,
        top_sources: [],
        at: '2026-11-23T12:00:01.000Z',
      },
    })
    expect((await screen.findByText('logs/s')).parentElement).toHaveTextContent('–')
    act(() => metrics.onclose?.({ code: 1006 }))
    await waitFor(() => expect(screen.queryByText('1,234')).toBeNull())
  })

  it('opens a row, filters by its value, and clears the screen', async () => {
    const stream = await aLiveScreen()
    stream.says({ type: 'new_logs', data: [log(1)] })
    await userEvent.click(await screen.findByText('line 1'))
    const only = await screen.findByRole('button', { name: 'Only service = checkout' })
    await userEvent.click(only)
    await waitFor(() => expect(stream.sent).toContainEqual({ type: 'filter', q: 'service:checkout' }))
    await userEvent.keyboard('{Escape}')
    await userEvent.click(screen.getByRole('button', { name: 'Clear the screen' }))
    await waitFor(() => expect(screen.queryByText('line 1')).toBeNull())
  })

  it('holds when somebody scrolls up, and catches up with a press', async () => {
    const stream = await aLiveScreen()
    stream.says({ type: 'new_logs', data: [log(1)] })
    await screen.findByText('line 1')
    screen.getByRole('log').focus()
    await userEvent.keyboard('{PageUp}')
    stream.says({ type: 'new_logs', data: [log(2)] })
    await userEvent.click(await screen.findByRole('button', { name: '1 new log' }))
    expect(await screen.findByText('line 2')).toBeVisible()
  })
})

it('a level is part of the query', () => {
  expect(levelClause('all')).toBe('')
  expect(levelClause('warning')).toBe('level:>=warning')
})
