import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { LogEvent } from '@/lib/model'
import { navigation } from '@/testing/navigation'
import { renderAs } from '@/testing/render'
import { answers, refuses, server } from '@/testing/server'

import { Explorer } from './explorer'

const log = (number: number, more: Partial<LogEvent> = {}): LogEvent => ({
  id: String(number).padStart(32, '0'),
  '@timestamp': new Date(Date.now() - number * 1000).toISOString(),
  received_at: new Date().toISOString(),
  tenant_id: 'acme',
  level: 'info',
  message: `payment ${number} taken`,
  service: 'payments',
  host: 'web-1',
  attributes: { order: number },
  ...more,
})
const LOGS = [log(1, { level: 'error', message: 'payment 1 failed' }), log(2), log(3)]

let searches: URLSearchParams[] = []

/** A store with three logs, of which a query changes nothing. */
function aStore(rows: LogEvent[] = LOGS, total = rows.length) {
  const one = rows[0] ?? log(1)
  server.use(
    http.get('*/api/v1/logs/search/', ({ request }) => {
      searches.push(new URL(request.url).searchParams)
      return HttpResponse.json({ results: rows, next: null, rows_read: 1234, elapsed_ms: 7 })
    }),
    answers('/logs/count/', { count: total, elapsed_ms: 1 }),
    answers('/logs/usage/', { events: total, bytes: 1, oldest: null, newest: null, estimate: false }),
    answers('/logs/histogram/', {
      step: 10,
      total,
      buckets: [
        { start: '2026-11-23T12:00:00Z', counts: { error: 1, info: 2 } },
        { start: '2026-11-23T12:00:10Z', counts: {} },
      ],
    }),
    answers('/logs/fields/', {
      results: [
        { name: 'level', types: ['string'], count: 3 },
        { name: 'order', types: ['integer'], count: 2 },
      ],
      total: 3,
    }),
    answers('/logs/values/', {
      field: 'level',
      results: [
        { value: 'info', count: 2 },
        { value: 'error', count: 1 },
      ],
      total: 3,
      present: 3,
      distinct: 2,
    }),
    answers(`/logs/${one.id}/context/`, { before: [log(9)], event: one, after: [log(8)] }),
  )
}

beforeEach(() => {
  searches = []
  // jsdom lays nothing out; the list needs room to show rows in.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(800)
})

const lastQuery = () => searches.at(-1)?.get('q') ?? ''

describe('Alice explores', () => {
  it('and sees the rows, their number and what was read', async () => {
    aStore(LOGS, 12_345)
    renderAs(<Explorer />)
    expect(await screen.findByText('payment 1 failed')).toBeVisible()
    expect(await screen.findByTestId('total')).toHaveTextContent('12,345')
    expect(screen.getByText(/3 rows here · 1,234 read · 7 ms/)).toBeVisible()
  })

  it('with a query that runs on Enter and is remembered', async () => {
    aStore()
    renderAs(<Explorer />)
    const query = await screen.findByRole('textbox', { name: 'Query' })
    await userEvent.type(query, 'failed{Enter}')
    await waitFor(() => expect(lastQuery()).toBe('failed'))
    expect(document.querySelectorAll('mark')).not.toHaveLength(0)
    await userEvent.click(screen.getByRole('button', { name: 'Queries run before' }))
    expect(await screen.findByRole('menuitem', { name: 'failed' })).toBeVisible()
  })

  it('and completes a field, its operator and its value', async () => {
    aStore()
    renderAs(<Explorer />)
    await screen.findByText('payment 1 failed')
    const query = screen.getByRole('textbox', { name: 'Query' })
    await userEvent.type(query, 'lev')
    expect(await screen.findByRole('option', { name: /level/ })).toBeVisible()
    await userEvent.keyboard('{Tab}')
    expect(query).toHaveValue('level:')
    await userEvent.keyboard('err')
    await screen.findByRole('option', { name: /error/ })
    await userEvent.keyboard('{ArrowDown}{Enter}')
    expect(query).toHaveValue('level:error ')
  })

  it('and is told where the query is wrong', async () => {
    aStore()
    server.use(
      refuses('/logs/search/', 400, {
        code: 'query_error',
        message: 'Nothing follows OR.',
        hint: 'Add it.',
        column: 5,
      }),
    )
    renderAs(<Explorer />, { search: '?q=a+OR' })
    expect(await screen.findByRole('alert')).toHaveTextContent('Nothing follows OR. Column 5.Add it.')
  })

  it('and includes, flips, switches off and removes a value', async () => {
    aStore()
    renderAs(<Explorer />)
    await userEvent.click(await screen.findByRole('button', { name: /^t?level/ }))
    await userEvent.click(await screen.findByRole('button', { name: 'Only level = error' }))
    await waitFor(() => expect(lastQuery()).toBe('level:error'))
    await userEvent.click(screen.getByRole('button', { name: /exclude it instead/ }))
    await waitFor(() => expect(lastQuery()).toBe('NOT level:error'))
    await userEvent.click(screen.getByRole('checkbox', { name: /Use the filter/ }))
    await waitFor(() => expect(lastQuery()).toBe(''))
    await userEvent.click(screen.getByRole('button', { name: /Remove the filter/ }))
    expect(screen.queryByRole('list', { name: 'Filters' })).toBeNull()
  })

  it('opens a row with the keyboard, moves on, and closes it', async () => {
    aStore()
    const urls: string[] = []
    renderAs(<Explorer />, { onUrlUpdate: ({ queryString }) => urls.push(queryString) })
    await screen.findByText('payment 1 failed')
    await userEvent.keyboard('j{Enter}')
    const panel = await screen.findByRole('dialog')
    expect(within(panel).getByRole('group', { name: 'Message' })).toHaveTextContent('payment 1 failed')
    expect(urls.at(-1)).toContain(`id=${LOGS[0]?.id}`)
    await userEvent.click(within(panel).getByRole('tab', { name: 'Fields' }))
    await userEvent.type(within(panel).getByRole('searchbox'), 'order')
    expect(within(panel).getByText(/1 of/)).toBeVisible()
    await userEvent.click(within(panel).getByRole('tab', { name: 'JSON' }))
    expect(within(panel).getByText('"payment 1 failed"')).toBeVisible()
    await userEvent.click(within(panel).getByRole('tab', { name: 'Context' }))
    expect(await within(panel).findByText('payment 9 taken')).toBeVisible()
    await userEvent.click(within(panel).getByRole('button', { name: 'The row below' }))
    expect(urls.at(-1)).toContain(`id=${LOGS[1]?.id}`)
    await userEvent.click(within(panel).getByRole('button', { name: 'Close the log' }))
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('adds a column, moves it, and shows raw lines', async () => {
    aStore()
    renderAs(<Explorer />)
    await screen.findByText('payment 1 failed')
    await userEvent.click(await screen.findByRole('button', { name: 'Add order as a column' }))
    expect(screen.getByRole('columnheader', { name: /order/ })).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'order' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Move left' }))
    const names = screen.getAllByRole('columnheader').map((each) => each.textContent?.trim())
    expect(names).toEqual(['Time', 'order', 'service', 'message'])
    await userEvent.click(screen.getByRole('button', { name: 'Raw lines' }))
    expect(screen.getByRole('columnheader', { name: 'raw line' })).toBeVisible()
  })

  it('chooses a time by pasting it', async () => {
    aStore()
    const urls: URLSearchParams[] = []
    renderAs(<Explorer />, { onUrlUpdate: ({ searchParams }) => urls.push(searchParams) })
    await screen.findByText('payment 1 failed')
    await userEvent.keyboard('d')
    await userEvent.type(await screen.findByLabelText('Paste or type any time'), 'last 2 hours{Enter}')
    await waitFor(() => expect(urls.at(-1)?.get('from')).toBe('now-2h'))
    await userEvent.click(screen.getByRole('button', { name: /Last 2 hours/ }))
    await userEvent.click(await screen.findByRole('button', { name: '7 days' }))
    await waitFor(() => expect(urls.at(-1)?.get('from')).toBe('now-7d'))
  })

  it('and sees, filters by and copies every digit of a large number', async () => {
    aStore()
    const exact = JSON.stringify({
      results: [log(1, { attributes: { order: 'ORDER' } })],
      next: null,
      rows_read: 1,
      elapsed_ms: 1,
    }).replace('"ORDER"', '9007199254740993')
    server.use(
      http.get('*/api/v1/logs/search/', ({ request }) => {
        searches.push(new URL(request.url).searchParams)
        return new HttpResponse(exact, { headers: { 'Content-Type': 'application/json' } })
      }),
    )
    const urls: URLSearchParams[] = []
    renderAs(<Explorer />, {
      search: '?cols=order,message',
      onUrlUpdate: ({ searchParams }) => urls.push(searchParams),
    })
    expect(await screen.findByText('9007199254740993')).toBeVisible()
    await userEvent.keyboard('j{Enter}')
    const panel = await screen.findByRole('dialog')
    await userEvent.click(within(panel).getByRole('tab', { name: 'JSON' }))
    expect(within(panel).getByText('9007199254740993')).toBeVisible()
    await userEvent.click(within(panel).getByRole('tab', { name: 'Fields' }))
    await userEvent.click(within(panel).getByRole('button', { name: 'Only order = 9007199254740993' }))
    await waitFor(() => expect(lastQuery()).toBe('order:9007199254740993'))
    expect(urls.at(-1)?.get('f')).toBe('order:9007199254740993')
  })

  it('looks at all time, drawn from the oldest log to the newest', async () => {
    aStore()
    const drawn: URLSearchParams[] = []
    server.use(
      answers('/logs/usage/', {
        events: 3,
        bytes: 300,
        oldest: '2005-06-03T10:00:00.250Z',
        newest: '2006-01-04T10:00:00.750Z',
        estimate: false,
      }),
      http.get('*/api/v1/logs/histogram/', ({ request }) => {
        drawn.push(new URL(request.url).searchParams)
        return HttpResponse.json({ step: 86_400, total: 3, buckets: [] })
      }),
    )
    renderAs(<Explorer />)
    await userEvent.click(await screen.findByRole('button', { name: /Last 15 minutes/ }))
    await userEvent.click(await screen.findByRole('button', { name: 'All time' }))
    await waitFor(() => expect(drawn.at(-1)?.get('from')).toBe('2005-06-03T10:00:00.000Z'))
    expect(drawn.at(-1)?.get('to')).toBe('2006-01-04T10:00:01.000Z')
    expect(searches.at(-1)?.get('from')).toBe('1970-01-01T00:00:00.000Z')
    expect(await screen.findByText(/2005-06-03 10:00:00 → 2006-01-04 10:00:01/)).toBeVisible()
  })

  it('is told how many more match outside the range, and shown them', async () => {
    aStore()
    server.use(
      http.get('*/api/v1/logs/count/', ({ request }) => {
        const everywhere = new URL(request.url).searchParams.get('from')?.startsWith('1970')
        return HttpResponse.json({ count: everywhere ? 12_307 : 3, elapsed_ms: 1 })
      }),
    )
    const urls: URLSearchParams[] = []
    renderAs(<Explorer />, { onUrlUpdate: ({ searchParams }) => urls.push(searchParams) })
    expect(await screen.findByText('· 12,304 outside this range')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Show all time' }))
    await waitFor(() => expect(urls.at(-1)?.get('from')).toBe('all'))
    await waitFor(() => expect(screen.getByTestId('total')).toHaveTextContent('12,307'))
  })

  it('asks the same again, of a range that does not move too', async () => {
    aStore()
    renderAs(<Explorer />, { search: '?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z' })
    await screen.findByText('payment 1 failed')
    const before = searches.length
    await userEvent.click(screen.getByRole('button', { name: 'Run' }))
    await waitFor(() => expect(searches.length).toBe(before + 1))
  })

  it('narrows to a bucket and comes back with Escape', async () => {
    aStore()
    const urls: URLSearchParams[] = []
    renderAs(<Explorer />, { onUrlUpdate: ({ searchParams }) => urls.push(searchParams) })
    const chart = await screen.findByRole('application')
    chart.focus()
    await userEvent.keyboard('{ArrowRight}{Enter}')
    await waitFor(() => expect(urls.at(-1)?.get('from')).toBe('2026-11-23T12:00:00.000Z'))
    await userEvent.click(screen.getByRole('button', { name: /wider range/ }))
    await waitFor(() => expect(urls.at(-1)?.get('from')).not.toBe('2026-11-23T12:00:00.000Z'))
  })

  it('downloads all matches', async () => {
    aStore(LOGS, 3)
    server.use(
      http.get('*/api/v1/logs/export/', () =>
        HttpResponse.text('a\n1\n2\n3\n', { headers: { 'X-Elk-Total': '3' } }),
      ),
    )
    URL.createObjectURL = vi.fn(() => 'blob:x')
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
    renderAs(<Explorer />)
    await screen.findByTestId('total')
    await userEvent.click(screen.getByRole('button', { name: 'Download' }))
    const dialog = await screen.findByRole('dialog')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Download' }))
    expect(await within(dialog).findByText(/is there: 3 logs/)).toBeVisible()
  })

  it('makes links from values', async () => {
    aStore([log(1, { trace_id: 'abc' })])
    renderAs(<Explorer />, { search: '?cols=trace_id,message' })
    await screen.findByText('payment 1 taken')
    await userEvent.click(screen.getByRole('button', { name: 'View' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: /Links from values/ }))
    await userEvent.click(await screen.findByRole('button', { name: 'Save' }))
    expect(await screen.findByRole('link', { name: /Jaeger/ })).toHaveAttribute(
      'href',
      'http://localhost:16686/trace/abc',
    )
  })
})

describe('on to the pipelines', () => {
  it('leads with a line, as it came', async () => {
    aStore([log(1, { message: 'changed', raw: 'as it came' })])
    renderAs(<Explorer />)
    fireEvent.contextMenu(await screen.findByText('changed'))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Try a pipeline on this line' }))
    expect(navigation.push).toHaveBeenCalledWith('/pipelines/?id=0&line=as+it+came')
  })

  it.each([
    ['?q=till&from=now-1h', 'q=till&from=now-1h&to=now'],
    ['?from=all&to=all', 'q=&from=1970-01-01T00%3A00%3A00.000Z&to=2100-01-01T00%3A00%3A00.000Z'],
  ])('leads with the logs that %s finds', async (search, asked) => {
    aStore()
    renderAs(<Explorer />, { search })
    await screen.findByText('payment 1 failed')
    await userEvent.click(screen.getByRole('button', { name: 'View' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Reparse these logs…' }))
    expect(navigation.push).toHaveBeenCalledWith(`/pipelines/?${asked}`)
  })
})

describe('when nothing is there', () => {
  it('Alice is led to where the matches are', async () => {
    const old = log(1, { '@timestamp': '2026-01-01T10:00:00.000Z' })
    aStore([])
    server.use(
      http.get('*/api/v1/logs/search/', ({ request }) => {
        const everywhere = new URL(request.url).searchParams.get('from')?.startsWith('1970')
        return HttpResponse.json({
          results: everywhere ? [old] : [],
          next: null,
          rows_read: 0,
          elapsed_ms: 1,
        })
      }),
      http.get('*/api/v1/logs/count/', ({ request }) => {
        const everywhere = new URL(request.url).searchParams.get('from')?.startsWith('1970')
        return HttpResponse.json({ count: everywhere ? 41 : 0, elapsed_ms: 1 })
      }),
    )
    const urls: URLSearchParams[] = []
    renderAs(<Explorer />, { search: '?q=disk', onUrlUpdate: ({ searchParams }) => urls.push(searchParams) })
    expect(await screen.findByText(/41 logs match at other times/)).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Go to the newest match' }))
    await waitFor(() => expect(urls.at(-1)?.get('from')).toBe('2026-01-01T09:30:00.000Z'))
  })

  it('and a product without any log says how to send the first one', async () => {
    aStore([], 0)
    renderAs(<Explorer />)
    expect(await screen.findByText(/nc -q1 localhost 5000/)).toBeVisible()
    await userEvent.click(screen.getByRole('tab', { name: 'HTTP' }))
    expect(screen.getByText(/curl http:\/\/localhost:8080/)).toBeVisible()
  })

  it('a store that does not answer is said, with a way to try again', async () => {
    aStore()
    server.use(refuses('/logs/search/', 503, { code: 'unavailable', message: 'The store does not answer.' }))
    renderAs(<Explorer />)
    expect(await screen.findByText('The store does not answer.')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible()
  })
})
