import { act, configure, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { useState } from 'react'
import { beforeAll, describe, expect, test, vi } from 'vitest'

import { navigation } from '@/testing/navigation'
import { renderBare } from '@/testing/render'
import { server } from '@/testing/server'

import { loadPanel, PanelFace, PanelFrame, usePanel, type Answer, type DrawProps, type PanelSpec } from '.'

// However slow the machine is.
configure({ asyncUtilTimeout: 15_000 })
vi.setConfig({ testTimeout: 90_000 })

const FROM = '2026-11-23T09:00:00Z'
const TO = '2026-11-23T09:03:00Z'
const STARTS = [FROM, '2026-11-23T09:01:00Z', '2026-11-23T09:02:00Z']
const ENDS = [...STARTS.slice(1), TO]

const PANEL: PanelSpec = {
  id: 'p1',
  title: 'Errors',
  kind: 'line',
  layout: { x: 0, y: 0, w: 6, h: 7 },
  series: [{ label: '', q: 'level:error', measure: { kind: 'count' } }],
  groups: ['service'],
  limit: 10,
}

const answer = (kind: PanelSpec['kind'], more: Partial<Answer>): Answer => ({
  id: 'p1',
  title: 'Errors',
  error: null,
  from: FROM,
  to: TO,
  elapsed_ms: 1,
  ...more,
  kind,
})

const LINES = answer('line', {
  step: 60,
  starts: STARTS,
  ends: ENDS,
  groups: 2,
  series: [
    { label: 'web', keys: ['web'], q: 'service:web', numbers: [1, 8, 3], total: 12 },
    { label: 'db', keys: ['db'], q: 'service:db', numbers: [2, null, 1], total: 3 },
  ],
})

const ROWS = {
  columns: ['count'],
  rows: [
    { keys: ['web'], numbers: [12], qs: ['service:web'] },
    { keys: [null], numbers: [3], qs: ['-service:*'] },
  ],
  total: [20],
  groups: 4,
}

const linkTo: DrawProps['linkTo'] = (q, from, to) => `/explorer/?q=${q}&from=${from}&to=${to}`

function draw(panel: Partial<PanelSpec>, given: Answer, more: Partial<DrawProps> = {}) {
  const spec = { ...PANEL, ...panel, kind: panel.kind ?? given.kind }
  return renderBare(<PanelFace panel={spec} answer={given} zone="UTC" linkTo={linkTo} {...more} />)
}

beforeAll(() => {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 240 })
  HTMLElement.prototype.getBoundingClientRect = () =>
    ({ left: 0, top: 0, width: 640, height: 240, right: 640, bottom: 240 }) as DOMRect
})

describe('a chart over time', () => {
  const chart = () => screen.getByRole('application')

  test('is walked with the arrow keys, and Enter leads to the logs of the mark', async () => {
    draw({}, LINES)
    chart().focus()
    await userEvent.keyboard('{ArrowRight}{ArrowRight}')
    expect(screen.getByText('2026-11-23 09:01:00: web 8')).toBeInTheDocument()
    await userEvent.keyboard('{ArrowRight}{ArrowDown}{Enter}')
    expect(navigation.push).toHaveBeenCalledWith(
      '/explorer/?q=service:db&from=2026-11-23T09:02:00.000Z&to=2026-11-23T09:03:00.000Z',
    )
  })

  test('is narrowed by a selection, with keys and with the pointer', async () => {
    const onZoom = vi.fn()
    draw({}, LINES, { onZoom })
    chart().focus()
    await userEvent.keyboard('{ArrowRight}{Shift>}{ArrowRight}{/Shift}{Enter}')
    expect(onZoom).toHaveBeenLastCalledWith(new Date(FROM), new Date(ENDS[1]!))
    fireEvent.pointerDown(chart(), { clientX: 60, clientY: 100, button: 0 })
    fireEvent.pointerMove(chart(), { clientX: 600, clientY: 100 })
    fireEvent.pointerUp(chart(), { clientX: 600, clientY: 100 })
    expect(onZoom).toHaveBeenLastCalledWith(new Date(FROM), new Date(TO))
    expect(onZoom).toHaveBeenCalledTimes(2)
  })

  test('opens the mark under a click, elsewhere with Ctrl', () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null)
    draw({ kind: 'bar', stacked: true }, answer('bar', LINES))
    fireEvent.pointerDown(chart(), { clientX: 320, clientY: 150, button: 0 })
    fireEvent.pointerUp(chart(), { clientX: 320, clientY: 150, ctrlKey: true })
    expect(open).toHaveBeenCalledWith(expect.stringContaining('q=service:web'), '_blank', 'noopener')
    fireEvent.pointerLeave(chart())
    fireEvent.pointerDown(chart(), { clientX: 320, clientY: 150, button: 0 })
    fireEvent.pointerCancel(chart())
    expect(navigation.push).not.toHaveBeenCalled()
  })

  test('says what the pointer is over, the largest first, until Escape', async () => {
    draw({ kind: 'area', thresholds: [{ value: 5, colour: 'critical' }] }, answer('area', LINES))
    fireEvent.pointerMove(chart(), { clientX: 60, clientY: 100 })
    const tip = screen.getByText('2026-11-23 09:00:00 – 09:01:00').parentElement!
    expect(tip).toHaveTextContent('db2web1')
    chart().focus()
    await userEvent.keyboard('{ArrowLeft}{Escape}')
    expect(screen.queryByText(/09:00:00 – 09:01:00/)).toBeNull()
  })

  test('takes a line away and brings it back; with Shift one stands alone', async () => {
    const user = userEvent.setup()
    const { container } = draw({ kind: 'area', stacked: true }, answer('area', LINES))
    const drawn = () =>
      [...container.querySelectorAll('[data-line]')].map((mark) => mark.getAttribute('data-line'))
    const web = screen.getByRole('button', { name: 'web' })
    await user.click(web)
    expect(web).toHaveAttribute('aria-pressed', 'false')
    expect(drawn()).toEqual(['db'])
    await user.click(web)
    await user.keyboard('{Shift>}')
    await user.click(web)
    await user.keyboard('{/Shift}')
    expect(drawn()).toEqual(['web'])
  })
})

describe('groups', () => {
  test('a pie names each part with its share, what is left over too, and leads to its logs', () => {
    draw({ kind: 'pie' }, answer('pie', ROWS))
    const list = within(screen.getByRole('list', { name: 'Errors' }))
    expect(list.getByRole('link', { name: /web/ })).toHaveAttribute(
      'href',
      `/explorer/?q=service:web&from=${FROM}&to=${TO}`,
    )
    expect(list.getByText('60 %')).toBeInTheDocument()
    expect(list.getByText('everything else')).toBeInTheDocument()
  })

  test('a top list has them in order, each with its share', () => {
    draw({ kind: 'top' }, answer('top', ROWS))
    expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['web1260 %', '(none)315 %'])
  })

  test('bars stand for groups, one for each series', async () => {
    const both = {
      ...ROWS,
      columns: ['all', 'errors'],
      rows: [{ keys: ['web'], numbers: [12, 4], qs: ['a', 'b'] }],
    }
    draw({ kind: 'bar', over: 'groups' }, answer('bar', both))
    expect(screen.getByRole('link', { name: 'web · errors: 4' })).toHaveAttribute(
      'href',
      expect.stringContaining('q=b'),
    )
    await userEvent.click(screen.getByRole('button', { name: 'errors' }))
    expect(screen.queryByRole('link', { name: 'web · errors: 4' })).toBeNull()
  })

  test('a table is sorted by a press on a head, and says how many there are in all', async () => {
    draw({ kind: 'table' }, answer('table', ROWS))
    await userEvent.click(screen.getByRole('button', { name: 'service' }))
    expect(screen.getByRole('columnheader', { name: 'service' })).toHaveAttribute('aria-sort', 'ascending')
    expect(screen.getByRole('rowheader', { name: 'All 4 groups' })).toBeInTheDocument()
    expect(screen.getAllByRole('row').at(-1)).toHaveTextContent('20')
  })
})

test('a number says how it moved, and which threshold it reached', () => {
  const figure = { label: '', value: 300, previous: 200, change: 0.5, q: 'a', numbers: [1, 2, 3] }
  draw(
    { kind: 'number', thresholds: [{ value: 100, colour: 'critical' }] },
    answer('number', {
      figures: [
        figure,
        { ...figure, label: 'fewer', change: -0.5, value: 1 },
        { ...figure, label: 'still', change: 0 },
      ],
    }),
  )
  const [first, second, third] = screen.getAllByRole('link')
  expect(first).toHaveTextContent('300+50 %')
  expect(first).toHaveTextContent('critical')
  expect(second).toHaveTextContent('−50 %')
  expect(third).toHaveTextContent('the same')
})

test('a heat map is walked with the arrow keys and opened with Enter', async () => {
  const cells = [
    { x: 0, y: 0, number: 4, q: 'service:web', from: FROM, to: ENDS[0]! },
    { x: 1, y: 1, number: 9, q: '-service:*', from: STARTS[1]!, to: ENDS[1]! },
  ]
  draw({ kind: 'heatmap' }, answer('heatmap', { across: STARTS, down: ['web', null], cells, step: 60 }))
  const map = screen.getByRole('application')
  map.focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowDown}')
  expect(screen.getByText('(none), 2026-11-23 09:01:00: 9')).toBeInTheDocument()
  await userEvent.keyboard('{Enter}')
  expect(navigation.push).toHaveBeenCalledWith(expect.stringContaining('q=-service:*'))
  fireEvent.pointerMove(map, { clientX: 60, clientY: 5 })
  fireEvent.click(map, { clientX: 60, clientY: 5 })
  expect(navigation.push).toHaveBeenLastCalledWith(expect.stringContaining('q=service:web'))
})

test('a heat map of hours and weekdays names them', () => {
  const cells = [{ x: 9, y: 0, number: 4, q: 'a', from: FROM, to: TO }]
  const across = Array.from({ length: 24 }, (_, hour) => String(hour))
  draw({ kind: 'heatmap', groups: [] }, answer('heatmap', { across, down: ['Monday'], cells }))
  expect(screen.getByText('Monday')).toBeInTheDocument()
  expect(screen.getByText('00:00')).toBeInTheDocument()
})

test('a log list has lines that open in the Explorer', () => {
  const event = {
    id: 'e 1', '@timestamp': FROM, received_at: FROM, tenant_id: 'acme', level: 'error' as const, message: 'disk\nfull', service: 'web',
  } // prettier-ignore
  draw(
    { kind: 'logs' },
    answer('logs', { events: [event], q: 'level:error', columns: ['@timestamp', 'message'] }),
  )
  const line = screen.getByRole('link')
  expect(line).toHaveTextContent('disk ↵ full')
  expect(line).toHaveAttribute('href', expect.stringContaining('&id=e%201'))
})

test('a text has its elements, and nothing that could run', () => {
  const blocks = [
    { tag: 'h1', children: [{ text: 'On call' }] },
    { tag: 'p', children: [{ tag: 'strong', children: [{ text: 'Alice' }] }, { text: ', ' }, { tag: 'br' }] },
    { tag: 'p', children: [{ tag: 'a', href: 'javascript:alert(1)', children: [{ text: 'bad' }] }] },
    { tag: 'p', children: [{ tag: 'a', href: 'https://example.com', children: [{ text: 'good' }] }] },
    { tag: 'script', children: [{ text: 'alert(1)' }] },
  ]
  const { container } = draw({ kind: 'text' }, answer('text', { blocks }))
  expect(screen.getByRole('heading', { name: 'On call', level: 3 })).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'good' })).toHaveAttribute('rel', 'noreferrer noopener')
  expect(screen.queryByRole('link', { name: 'bad' })).toBeNull()
  expect(container.querySelector('script')).toBeNull()
})

describe('a panel', () => {
  test('without any log says so, and leads on', () => {
    draw({}, answer('line', { series: [], starts: [], ends: [], q: 'level:error' }))
    expect(screen.getByText('No logs match in this time.')).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'Look in the Explorer' })).toBeInTheDocument()
  })

  test('that fails says why, for itself alone, and what can be done', async () => {
    const retry = vi.fn()
    const error = { code: 'query_error', message: 'A bracket is not closed.', hint: 'add )' }
    renderBare(
      <PanelFace
        panel={PANEL}
        answer={answer('line', { error })}
        zone="UTC"
        retry={retry}
        mend={<button>Edit</button>}
      />,
    )
    expect(screen.getByRole('alert')).toHaveTextContent('A bracket is not closed.add )')
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(retry).toHaveBeenCalled()
    expect(screen.getByRole('button', { name: 'Edit' })).toBeInTheDocument()
  })

  test('keeps what it had when it cannot be renewed, and says that it is old', () => {
    renderBare(<PanelFace panel={PANEL} answer={LINES} error={new Error('no')} zone="UTC" />)
    expect(screen.getByRole('application')).toBeInTheDocument()
    expect(screen.getByRole('button', { name: /These are old/ })).toBeInTheDocument()
  })

  test('waits in the shape of what comes, also while an answer of another kind is there', () => {
    renderBare(<PanelFace panel={{ ...PANEL, kind: 'table' }} answer={LINES} zone="UTC" />)
    expect(screen.getByRole('status', { name: 'Loading' })).toBeInTheDocument()
  })
})

describe('asking', () => {
  const asking = { from: FROM, to: TO }

  test('panels that are asked for together go in one request', async () => {
    const asked: string[][] = []
    server.use(
      http.post('*/api/v1/panels/data/', async ({ request }) => {
        const { panels } = (await request.json()) as { panels: PanelSpec[] }
        asked.push(panels.map(({ id }) => id))
        return HttpResponse.json({ results: panels.map(({ id }) => ({ ...LINES, id })) })
      }),
    )
    const ids = ['a', 'b', 'c']
    const answers = await Promise.all(ids.map((id) => loadPanel('acme', { ...PANEL, id }, asking)))
    expect(answers.map(({ id }) => id)).toEqual(ids)
    expect(asked).toEqual([ids])
  })

  test('one that is refused does not take the others with it', async () => {
    server.use(
      http.post('*/api/v1/panels/data/', async ({ request }) => {
        const { panels } = (await request.json()) as { panels: PanelSpec[] }
        if (panels.some(({ id }) => id === 'bad'))
          return HttpResponse.json({ error: { message: 'No.' } }, { status: 400 })
        return HttpResponse.json({ results: panels.map(({ id }) => ({ ...LINES, id })) })
      }),
    )
    const load = (id: string) => loadPanel('acme', { ...PANEL, id }, asking)
    const [good, bad] = await Promise.allSettled([load('good'), load('bad')])
    expect(good.status).toBe('fulfilled')
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'No.' } })
  })

  test('the numbers of before stay until the new ones are there', async () => {
    let hold: (() => void) | undefined
    server.use(
      http.post('*/api/v1/panels/data/', async ({ request }) => {
        const { from } = (await request.json()) as { from: string }
        if (from === TO) await new Promise<void>((resolve) => (hold = resolve))
        return HttpResponse.json({ results: [LINES] })
      }),
    )
    function Asked() {
      const [from, setFrom] = useState(FROM)
      const query = usePanel('acme', PANEL, { from, to: TO })
      return (
        <PanelFrame title="Errors" tools={<button onClick={() => setFrom(TO)}>later</button>}>
          <PanelFace panel={PANEL} answer={query.data} fetching={query.isFetching} zone="UTC" />
        </PanelFrame>
      )
    }
    renderBare(<Asked />)
    await screen.findByRole('application')
    await userEvent.click(screen.getByRole('button', { name: 'later' }))
    expect(screen.getByRole('application')).toBeInTheDocument()
    await waitFor(() => expect(hold).toBeDefined())
    act(() => hold?.())
    await waitFor(() =>
      expect(screen.getByRole('article', { name: 'Errors' }).querySelector('[aria-busy]')).toBeNull(),
    )
    expect(screen.getByRole('application')).toBeInTheDocument()
  })
})
