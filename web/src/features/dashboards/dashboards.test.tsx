import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { Toaster } from 'sonner'
import { beforeEach, describe, expect, test, vi } from 'vitest'

import type { PanelSpec } from '@/components/panels'
import type { Me } from '@/lib/model'
import { renderAs, renderBare } from '@/testing/render'
import { ALICE, answers, refuses, server } from '@/testing/server'

import { Dashboards } from '.'
import type { Dashboard, Listed } from './model'
import { blank } from './panels'
import { SharedDashboard } from './shared'

const BOB: Me = { ...ALICE, organisations: [{ tenant: 'acme', name: 'Acme', role: 'viewer' }] }

const LISTED: Listed = {
  id: 7,
  name: 'Web server',
  description: 'Requests and answers',
  tags: ['web'],
  panel_count: 2,
  version: 3,
  favourite: false,
  position: null,
  created_at: '2026-11-23T09:00:00Z',
  created_by: 'alice',
  updated_at: '2026-11-23T09:00:00Z',
  updated_by: 'alice',
}

const panel = (id: string, title: string, y: number, q = ''): PanelSpec => ({
  ...blank([], 'number'),
  id,
  title,
  layout: { x: 0, y, w: 4, h: 4 },
  series: [{ label: '', q, measure: { kind: 'count' } }],
})

const BOARD: Dashboard = {
  ...LISTED,
  variables: [
    { name: 'service', label: '', field: 'service', values: ['web', 'db'], default: [], multiple: true },
  ],
  range: { from: 'now-24h', to: 'now' },
  refresh: 0,
  panels: [panel('p1', 'Requests', 0), panel('p2', 'Errors', 4, 'level:error')],
}

interface AskedFor {
  panels: PanelSpec[]
  from: string
  to: string
  variables: Record<string, string[]>
  filter: string
}

// However slow the machine is.
configure({ asyncUtilTimeout: 15_000 })
vi.setConfig({ testTimeout: 90_000 })

let asked: AskedFor[]

const found = (spec: PanelSpec) => ({
  id: spec.id,
  kind: spec.kind,
  title: spec.title,
  error: null,
  from: '2026-11-22T09:00:00Z',
  to: '2026-11-23T09:00:00Z',
  elapsed_ms: 1,
  figures: [{ label: '', value: 42, previous: 21, change: 1, q: 'a', numbers: [1, 2] }],
  series: [],
  rows: [],
  starts: [],
  ends: [],
})

beforeEach(() => {
  asked = []
  server.use(
    answers('/dashboards/', { results: [LISTED], next: null } as never),
    answers('/dashboards/7/', BOARD as never),
    answers('/logs/fields/', { results: [{ name: 'service', types: ['string'], count: 1 }], total: 1 }),
    answers('/logs/values/', {
      field: 'service',
      results: [{ value: 'auth', count: 9 }],
      total: 9,
      present: 9,
      distinct: 1,
    }),
    http.post('*/api/v1/panels/data/', async ({ request }) => {
      const body = (await request.json()) as AskedFor
      asked.push(body)
      return HttpResponse.json({ results: body.panels.map(found), elapsed_ms: 1 })
    }),
  )
})

const show = (search = '', me: Me = ALICE) => {
  const onUrlUpdate = vi.fn()
  const view = renderAs(
    <>
      <Dashboards />
      <Toaster />
    </>,
    { search, onUrlUpdate, me },
  )
  return { ...view, address: () => onUrlUpdate.mock.lastCall?.[0].queryString as string | undefined }
}
const press = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }))
const choose = async (menu: string, item: string | RegExp) => {
  await press(menu)
  await userEvent.click(await screen.findByRole('menuitem', { name: item }))
}

describe('the list', () => {
  test('is looked through by words and tags, and leads to a dashboard', async () => {
    const other = { ...LISTED, id: 8, name: 'Security', tags: ['audit'], favourite: true }
    server.use(answers('/dashboards/', { results: [LISTED, other], next: null } as never))
    show()
    const rows = () => screen.queryAllByRole('listitem').map((row) => row.getAttribute('aria-label'))
    await screen.findByText('Web server')
    expect(rows()).toEqual(['Security', 'Web server'])
    await userEvent.type(screen.getByRole('searchbox'), 'requ web')
    expect(rows()).toEqual(['Web server', 'Security'].slice(0, 1))
    await userEvent.clear(screen.getByRole('searchbox'))
    await press('audit')
    expect(rows()).toEqual(['Security'])
    expect(screen.getByRole('link', { name: 'Security' })).toHaveAttribute('href', '/dashboards/?id=8')
  })

  test('a star makes a favourite at once', async () => {
    const put = vi.fn()
    server.use(
      http.put('*/api/v1/dashboards/7/favourite/', async ({ request }) => {
        put(await request.json())
        return new HttpResponse(null, { status: 204 })
      }),
    )
    show()
    await userEvent.click(await screen.findByRole('button', { name: 'Make Web server a favourite' }))
    await waitFor(() => expect(put).toHaveBeenCalledWith({ favourite: true }))
  })

  test('without any it offers templates, and one press makes a dashboard of one', async () => {
    server.use(
      answers('/dashboards/', { results: [], next: null }),
      answers('/dashboards/templates/', [
        { key: 'web', name: 'Web server', description: 'Requests', dashboard: BOARD },
      ] as never),
      answers('/dashboards/templates/web/', BOARD as never, 'post'),
    )
    const { address } = show()
    await userEvent.click(await screen.findByRole('button', { name: /Web server 2 panels Requests/ }))
    await waitFor(() => expect(address()).toBe('?id=7'))
  })

  test('somebody who may only look is not offered to make one', async () => {
    server.use(answers('/dashboards/', { results: [], next: null }))
    show('', BOB)
    expect(await screen.findByText('Editors of the organisation can make some.')).toBeInTheDocument()
    expect(screen.queryByRole('button', { name: 'New dashboard' })).toBeNull()
  })

  test('is told when it cannot be had, and asks again', async () => {
    server.use(refuses('/dashboards/', 503, { message: 'The database is away.' }))
    show()
    expect(await screen.findByRole('alert')).toHaveTextContent('The database is away.')
  })

  test('a file becomes a dashboard; one that is none is refused with words', async () => {
    server.use(answers('/dashboards/import/', BOARD as never, 'post'))
    const { address } = show()
    const field = await screen.findByLabelText('A dashboard’s JSON file')
    const file = (text: string) => {
      const made = new File([text], 'a.json', { type: 'application/json' })
      made.text = () => Promise.resolve(text)
      return made
    }
    fireEvent.change(field, { target: { files: [file('{')] } })
    expect(await screen.findByText('a.json is no JSON file.')).toBeInTheDocument()
    fireEvent.change(field, { target: { files: [file('{}')] } })
    await waitFor(() => expect(address()).toBe('?id=7'))
  })

  test('one is exported, copied and removed from its menu', async () => {
    const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
    URL.createObjectURL = () => 'blob:x'
    const copied = vi.fn()
    const gone = vi.fn()
    server.use(
      answers('/dashboards/7/export/', { format: 'elkvision.dashboard' }),
      http.post('*/api/v1/dashboards/7/duplicate/', () => {
        copied()
        return HttpResponse.json(BOARD, { status: 201 })
      }),
      http.delete('*/api/v1/dashboards/7/', () => {
        gone()
        return new HttpResponse(null, { status: 204 })
      }),
    )
    show()
    await screen.findByText('Web server')
    await choose('More for Web server', 'Export as JSON')
    await waitFor(() => expect(saved).toHaveBeenCalled())
    await choose('More for Web server', 'Duplicate')
    await waitFor(() => expect(copied).toHaveBeenCalled())
    await choose('More for Web server', 'Remove…')
    await press('Remove it')
    await waitFor(() => expect(gone).toHaveBeenCalled())
  })

  test('a query that was brought along is given to the dashboard that is chosen', async () => {
    const { address } = show('?add=level%3Aerror&cols=message')
    const dialog = within(await screen.findByRole('dialog', { name: 'Add to which dashboard?' }))
    await userEvent.click(dialog.getByRole('button', { name: /Web server/ }))
    expect(address()).toContain('edit=true')
    expect(await screen.findByRole('heading', { name: 'New panel' })).toBeInTheDocument()
    expect(screen.getByLabelText('Query')).toHaveValue('level:error')
    await press('Add it')
    expect(await screen.findByRole('heading', { name: 'level:error' })).toBeInTheDocument()
    expect(screen.getByText('not saved')).toBeInTheDocument()
  })
})

describe('a dashboard', () => {
  test('asks for all its panels at once, of the same moment', async () => {
    show('?id=7')
    await waitFor(() => expect(screen.getAllByText('42')).toHaveLength(2))
    expect(asked).toHaveLength(1)
    expect(asked[0]?.panels.map(({ id }) => id)).toEqual(['p1', 'p2'])
    expect(Date.parse(asked[0]!.to) - Date.parse(asked[0]!.from)).toBe(86_400_000)
  })

  test('is asked for what is chosen, and the address has it', async () => {
    const { address } = show('?id=7')
    await screen.findAllByText('42')
    await press('service: all')
    await userEvent.click(await screen.findByRole('button', { name: 'web' }))
    await waitFor(() => expect(asked.at(-1)?.variables).toEqual({ service: ['web'] }))
    expect(address()).toContain('v=service:web')
    await userEvent.click(await screen.findByRole('button', { name: /auth/ }))
    await waitFor(() => expect(asked.at(-1)?.variables).toEqual({ service: ['web', 'auth'] }))
    await userEvent.type(screen.getByLabelText('Look for a value'), 'other{Enter}')
    await waitFor(() => expect(asked.at(-1)?.variables.service).toContain('other'))
    await userEvent.clear(screen.getByLabelText('Look for a value'))
    await userEvent.click(await screen.findByRole('button', { name: 'all' }))
    await waitFor(() => expect(address()).toMatch(/v=service:$/))
  })

  test('is filtered by a query, until it is cleared', async () => {
    show('?id=7&q=level:error')
    await waitFor(() => expect(asked.at(-1)?.filter).toBe('level:error'))
    await press('Clear')
    await waitFor(() => expect(asked.at(-1)?.filter).toBe(''))
    await userEvent.type(screen.getByLabelText('Filter all panels'), 'disk')
    await press('Filter')
    await waitFor(() => expect(asked.at(-1)?.filter).toBe('disk'))
  })

  test('has the range of the address, and its own again', async () => {
    show('?id=7&from=2026-11-23T09:00:00Z&to=2026-11-23T10:00:00Z')
    await waitFor(() => expect(asked.at(-1)?.from).toBe('2026-11-23T09:00:00.000Z'))
    await press('Back to the dashboard’s own range')
    await waitFor(() => expect(asked.at(-1)?.from).not.toBe('2026-11-23T09:00:00.000Z'))
  })

  test('of all time goes from the oldest log to the newest', async () => {
    server.use(
      answers('/logs/usage/', {
        events: 2, bytes: 9, oldest: '2020-01-01T00:00:00Z', newest: '2020-01-02T00:00:00Z', estimate: false,
      }), // prettier-ignore
    )
    show('?id=7&from=all&to=all')
    await waitFor(() =>
      expect(asked.at(-1)).toMatchObject({
        from: '2020-01-01T00:00:00.000Z',
        to: '2020-01-02T00:00:01.000Z',
      }),
    )
  })

  test('a panel that fails fails alone', async () => {
    server.use(
      http.post('*/api/v1/panels/data/', async ({ request }) => {
        const { panels } = (await request.json()) as AskedFor
        return HttpResponse.json({
          results: panels.map((spec) =>
            spec.id === 'p2'
              ? { ...found(spec), error: { code: 'x', message: 'That cannot be read.' } }
              : found(spec),
          ),
        })
      }),
    )
    const { address } = show('?id=7')
    expect(await screen.findByText('42')).toBeInTheDocument()
    expect(screen.getByRole('alert')).toHaveTextContent('That cannot be read.')
    await press('Edit the panel')
    expect(address()).toContain('panel=p2')
  })

  test('fills the screen and leaves it with Escape', async () => {
    show('?id=7')
    await screen.findAllByText('42')
    await press('Full screen')
    expect(document.documentElement).toHaveAttribute('data-full')
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(document.documentElement).not.toHaveAttribute('data-full'))
  })

  test('a panel is looked at large', async () => {
    show('?id=7')
    await screen.findAllByText('42')
    await choose('More for Requests', 'Look at it large')
    expect(await screen.findByRole('dialog', { name: 'Requests' })).toBeInTheDocument()
  })

  test('that is not there says so', async () => {
    server.use(refuses('/dashboards/9/', 404, { message: 'There is no such dashboard here.' }))
    show('?id=9')
    expect(await screen.findByRole('alert')).toHaveTextContent('There is no such dashboard here.')
  })

  test('is shared by a link that is shown once, and taken back', async () => {
    const made = vi.fn()
    const gone = vi.fn()
    const share = {
      id: 'a-1', label: 'Office', expires_at: '2026-12-01T00:00:00Z', created_at: '', created_by: 'alice', last_used_at: null, uses: 0,
    } // prettier-ignore
    server.use(
      answers('/dashboards/7/shares/', { results: [share], next: null } as never),
      http.post('*/api/v1/dashboards/7/shares/', async ({ request }) => {
        made(await request.json())
        return HttpResponse.json({ ...share, link: 'http://elk/shared/?token=t' }, { status: 201 })
      }),
      http.delete('*/api/v1/dashboards/7/shares/a-1/', () => {
        gone()
        return new HttpResponse(null, { status: 204 })
      }),
    )
    show('?id=7')
    await screen.findAllByText('42')
    await press('Share by link')
    await userEvent.type(screen.getByLabelText('What it is for'), 'Office')
    await press('Make a link')
    expect(await screen.findByLabelText('The link')).toHaveValue('http://elk/shared/?token=t')
    expect(made.mock.lastCall?.[0]).toMatchObject({ label: 'Office' })
    await press('Take Office back')
    await waitFor(() => expect(gone).toHaveBeenCalled())
  })

  test('is downloaded as it is seen; a failure is told; it can be stopped', async () => {
    const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
    URL.createObjectURL = () => 'blob:x'
    const body = vi.fn()
    server.use(refuses('/dashboards/7/pdf/', 503, { message: 'Too much is being drawn.' }, 'post'))
    show('?id=7&q=disk')
    await screen.findAllByText('42')
    await choose('More for this dashboard', /Download/)
    await press('Download')
    expect(await screen.findByRole('alert')).toHaveTextContent('Too much is being drawn.')
    server.use(http.post('*/api/v1/dashboards/7/pdf/', () => new Promise<never>(() => undefined)))
    await press('Download')
    await press('Cancel')
    server.use(
      http.post('*/api/v1/dashboards/7/pdf/', async ({ request }) => {
        body(await request.json())
        return HttpResponse.text('%PDF')
      }),
    )
    await press('Download')
    await waitFor(() => expect(saved).toHaveBeenCalled())
    expect(body.mock.lastCall?.[0]).toMatchObject({ filter: 'disk', orientation: 'landscape' })
  })

  test('has versions to look at and to bring back', async () => {
    const old = { ...BOARD, number: 2, note: 'before', name: 'Web, once', created_at: '2026-11-01T00:00:00Z' }
    const restored = vi.fn()
    server.use(
      answers('/dashboards/7/versions/', { results: [{ ...old, number: 3 }, old], next: null } as never),
      answers('/dashboards/7/versions/2/', old as never),
      http.post('*/api/v1/dashboards/7/restore/', async ({ request }) => {
        restored(await request.json())
        return HttpResponse.json(BOARD)
      }),
    )
    show('?id=7')
    await screen.findAllByText('42')
    await choose('More for this dashboard', 'Versions…')
    await userEvent.click(await screen.findByRole('button', { name: 'Look at it' }))
    expect(await screen.findByRole('heading', { name: 'Web, once' })).toBeInTheDocument()
    expect(screen.getByText(/This is version 2/)).toBeInTheDocument()
    await press('Bring it back')
    await waitFor(() => expect(restored).toHaveBeenCalledWith({ version: 2 }))
    expect(await screen.findByRole('heading', { name: 'Web server' })).toBeInTheDocument()
  })

  test('is sent as a report to whom it concerns', async () => {
    const made = vi.fn()
    const report = {
      id: 'r-1', name: 'Daily', every: 'day', weekday: 0, day: 1, at: '07:00', timezone: 'UTC', range: { from: 'now-24h', to: 'now' },
      variables: {}, channels: [1], members: [], orientation: 'portrait', enabled: true, next_at: '2026-12-01T07:00:00Z',
      last_sent_at: null, last_error: 'The mail server refused it.',
    } // prettier-ignore
    const sent = vi.fn()
    server.use(
      answers('/dashboards/7/reports/', [report] as never),
      answers('/notifications/channels/', [{ id: 1, name: 'Ops', kind: 'email' }]),
      answers('/organisations/acme/members/', [
        {
          user: { id: 5, username: 'bob', email: 'bob@acme.example', name: 'Bob' },
          role: 'viewer',
          joined_at: '',
        },
      ]),
      http.post('*/api/v1/dashboards/7/reports/', async ({ request }) => {
        made(await request.json())
        return HttpResponse.json(report, { status: 201 })
      }),
      http.post('*/api/v1/dashboards/7/reports/r-1/send/', () => {
        sent()
        return new HttpResponse(null, { status: 204 })
      }),
    )
    show('?id=7')
    await screen.findAllByText('42')
    await choose('More for this dashboard', 'Reports by e-mail…')
    expect(await screen.findByText(/The mail server refused it/)).toBeInTheDocument()
    await press('Send Daily now')
    await waitFor(() => expect(sent).toHaveBeenCalled())
    await press('New report')
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled()
    await userEvent.click(await screen.findByRole('button', { name: 'Bob' }))
    await press('Save')
    await waitFor(() => expect(made.mock.lastCall?.[0]).toMatchObject({ members: [5], every: 'week' }))
  })
})

describe('changing a dashboard', () => {
  const open = async (search = '?id=7&edit=true') => {
    const view = show(search)
    await screen.findAllByText('42')
    return view
  }
  const titles = () => screen.getAllByRole('heading', { level: 2 }).map((title) => title.textContent)

  test('a panel is copied, removed, and what was removed comes back', async () => {
    await open()
    await choose('More for Requests', 'Duplicate')
    expect(titles()).toContain('Requests (copy)')
    await choose('More for Requests (copy)', 'Remove')
    expect(titles()).not.toContain('Requests (copy)')
    const [toast] = await screen.findAllByRole('button', { name: 'Undo' })
    await userEvent.click(toast!)
    expect(titles()).toContain('Requests (copy)')
    await userEvent.keyboard('{Control>}z{/Control}')
    expect(titles()).not.toContain('Requests (copy)')
    await userEvent.keyboard('{Control>}y{/Control}')
    expect(titles()).toContain('Requests (copy)')
  })

  test('a panel is moved and sized with the arrow keys, and it is said', async () => {
    await open()
    screen.getByRole('button', { name: /Size and place of Requests/ }).focus()
    await userEvent.keyboard('{ArrowRight}')
    expect(screen.getByText('Requests: column 1, row 1, 5 columns wide, 4 rows high')).toBeInTheDocument()
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}')
    expect(screen.getByText('Requests: column 1, row 5, 5 columns wide, 4 rows high')).toBeInTheDocument()
    await choose('More for Requests', 'Move up')
    expect(document.querySelector('[data-panel="p1"]')).toHaveStyle({ top: '0px' })
  })

  test('a panel is dragged by its title and sized by its corner', async () => {
    await open()
    const title = screen.getByRole('heading', { name: 'Errors' }).closest('header')!
    fireEvent.pointerDown(title, { clientX: 10, clientY: 10, button: 0, pointerId: 1 })
    fireEvent.pointerMove(title, { clientX: 10 + 640 / 2, clientY: -150, pointerId: 1 })
    fireEvent.pointerUp(title, { pointerId: 1 })
    expect(document.querySelector('[data-panel="p2"]')).toHaveStyle({ top: '0px' })
    const corner = screen.getByRole('button', { name: /Size and place of Errors/ })
    fireEvent.pointerDown(corner, { clientX: 0, clientY: 0, button: 0, pointerId: 1 })
    fireEvent.pointerMove(corner, { clientX: 0, clientY: 80, pointerId: 1 })
    fireEvent.pointerUp(corner, { pointerId: 1 })
    expect(document.querySelector('[data-panel="p2"]')).toHaveStyle({ height: '230px' })
    fireEvent.pointerDown(corner, { clientX: 0, clientY: 0, button: 0, pointerId: 1 })
    fireEvent.pointerMove(corner, { clientX: 0, clientY: 80, pointerId: 1 })
    fireEvent.pointerCancel(corner, { pointerId: 1 })
    expect(document.querySelector('[data-panel="p2"]')).toHaveStyle({ height: '230px' })
  })

  test('is saved as the next version of what it began with', async () => {
    const put = vi.fn()
    server.use(
      http.put('*/api/v1/dashboards/7/', async ({ request }) => {
        put(await request.json())
        return HttpResponse.json({ ...BOARD, version: 4 })
      }),
    )
    const { address } = await open()
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled()
    await choose('More for Errors', 'Remove')
    await userEvent.keyboard('{Control>}s{/Control}')
    await waitFor(() => expect(put).toHaveBeenCalled())
    expect(put.mock.lastCall?.[0]).toMatchObject({ version: 3, name: 'Web server', panels: [{ id: 'p1' }] })
    await waitFor(() => expect(address()).not.toContain('edit'))
  })

  describe('while somebody else saved', () => {
    const begin = async () => {
      let first = true
      const put = vi.fn()
      server.use(
        http.put('*/api/v1/dashboards/7/', async ({ request }) => {
          const body = (await request.json()) as { version: number }
          put(body)
          if (!first) return HttpResponse.json({ ...BOARD, version: 6 })
          first = false
          return HttpResponse.json(
            { error: { code: 'conflict', message: 'bob changed it meanwhile.' } },
            { status: 409 },
          )
        }),
        answers('/dashboards/', { ...BOARD, id: 70, name: 'Web server (mine)' } as never, 'post'),
        answers('/dashboards/70/', { ...BOARD, id: 70, name: 'Web server (mine)' } as never),
      )
      const view = await open()
      await choose('More for Errors', 'Remove')
      server.use(answers('/dashboards/7/', { ...BOARD, name: 'Theirs', version: 5 } as never))
      await press('Save')
      const dialog = within(await screen.findByRole('dialog', { name: 'Somebody saved meanwhile' }))
      expect(dialog.getByText('bob changed it meanwhile.')).toBeInTheDocument()
      return { ...view, put, take: (name: RegExp) => userEvent.click(dialog.getByRole('button', { name })) }
    }

    test('mine can be saved over it', async () => {
      const { put, take } = await begin()
      await take(/Save mine over it/)
      await waitFor(() => expect(put.mock.lastCall?.[0]).toMatchObject({ version: 5, name: 'Web server' }))
    })

    test('theirs can be taken', async () => {
      const { take } = await begin()
      await take(/Take theirs/)
      expect(await screen.findByRole('heading', { name: 'Theirs' })).toBeInTheDocument()
      expect(screen.queryByText('not saved')).toBeNull()
    })

    test('both can be kept', async () => {
      const { take, address } = await begin()
      await take(/of its own/)
      await waitFor(() => expect(address()).toContain('id=70'))
    })
  })

  test('its name and its variables are written; a wrong one is told', async () => {
    await open()
    await press('Name and variables')
    await press('Add a variable')
    await userEvent.type(screen.getByLabelText('Name of variable 2'), 'my host')
    expect(screen.getByRole('alert')).toHaveTextContent('“my host” does not do')
    await userEvent.clear(screen.getByLabelText('Name of variable 2'))
    await userEvent.type(screen.getByLabelText('Name of variable 2'), 'host')
    expect(screen.getByRole('alert')).toHaveTextContent('$host needs a field, or values of its own.')
    await userEvent.type(screen.getByLabelText('Values of variable 2'), 'a,b')
    await userEvent.clear(screen.getByLabelText('Tags'))
    await userEvent.type(screen.getByLabelText('Tags'), 'web, http')
    await press('Take over')
    expect(await screen.findByRole('button', { name: 'host: all' })).toBeInTheDocument()
    expect(screen.getByText('not saved')).toBeInTheDocument()
  })

  test('what is not saved is asked about before it is left', async () => {
    await open()
    await choose('More for Errors', 'Remove')
    await press('Discard')
    expect(screen.getByText('What you changed in this dashboard is lost.')).toBeInTheDocument()
    await press('Leave')
    expect(await screen.findByRole('heading', { name: 'Errors' })).toBeInTheDocument()
  })

  test('a new one gets a name, a panel, and is saved', async () => {
    const post = vi.fn()
    server.use(
      http.post('*/api/v1/dashboards/', async ({ request }) => {
        post(await request.json())
        return HttpResponse.json({ ...BOARD, id: 9 }, { status: 201 })
      }),
      answers('/dashboards/9/', { ...BOARD, id: 9 } as never),
    )
    const { address } = show('?id=0')
    await userEvent.type(await screen.findByLabelText('Name'), 'Mine')
    await press('Go on')
    await press('Add the first panel')
    expect(await screen.findByRole('heading', { name: 'New panel' })).toBeInTheDocument()
    await press('Number')
    await userEvent.type(screen.getByLabelText('Title'), 'All')
    await press('Add it')
    await press('Save')
    await waitFor(() => expect(address()).toBe('?id=9'))
    expect(post.mock.lastCall?.[0]).toMatchObject({
      name: 'Mine',
      panels: [{ kind: 'number', title: 'All' }],
    })
  })
})

describe('the panel editor', () => {
  const open = async () => {
    show('?id=7&edit=true&panel=p1')
    await screen.findByText('42')
  }
  const last = () => asked.at(-1)?.panels[0]

  test('asks anew as the question changes', async () => {
    await open()
    await press('Table')
    await userEvent.type(screen.getByLabelText('Query'), 'level:error')
    await userEvent.type(screen.getByLabelText('By: add a field'), 'host{Enter}')
    await press('As a share of…')
    await press('Add a series')
    await waitFor(() =>
      expect(last()).toMatchObject({
        kind: 'table',
        groups: ['host'],
        series: [{ q: 'level:error', of: '' }, { q: '' }],
      }),
    )
    await press('Remove series 2')
    await press('Not as a share')
    await press('Remove host')
    await waitFor(() => expect(last()).toMatchObject({ groups: [], series: [{ of: null }] }))
  })

  test('asks for what is missing instead of asking the server', async () => {
    await open()
    await userEvent.click(screen.getByRole('combobox', { name: 'What series 1 works out' }))
    await userEvent.click(await screen.findByRole('option', { name: 'Percentile of' }))
    expect(await screen.findByText('Name the field whose percentile is meant.')).toBeInTheDocument()
    expect(screen.getByRole('button', { name: 'Take over' })).toBeDisabled()
    await userEvent.type(screen.getByLabelText('Field of series 1'), 'duration_ms')
    fireEvent.change(screen.getByLabelText('Percent of series 1'), { target: { value: '99' } })
    await waitFor(() =>
      expect(last()?.series[0]?.measure).toEqual({ kind: 'percentile', field: 'duration_ms', percent: 99 }),
    )
  })

  test('has what each kind needs', async () => {
    await open()
    await press('Add a threshold')
    fireEvent.change(screen.getByLabelText('Threshold 1'), { target: { value: '40' } })
    expect(await screen.findByText('warning', { selector: 'span.text-2xs' })).toBeInTheDocument()
    await press('Remove threshold 1')
    await press('Bar')
    await userEvent.click(screen.getByRole('switch', { name: 'One upon the other' }))
    await press('Log list')
    await userEvent.type(screen.getByLabelText('Columns: add a field'), 'message{Enter}')
    await waitFor(() => expect(last()).toMatchObject({ kind: 'logs', columns: ['message'] }))
    await press('Text')
    fireEvent.change(screen.getByLabelText('Text'), { target: { value: '# Hello' } })
    await waitFor(() => expect(last()).toMatchObject({ kind: 'text', markdown: '# Hello' }))
    await press('Cancel')
    expect(await screen.findByRole('heading', { name: 'Web server' })).toBeInTheDocument()
  })
})

describe('a shared dashboard', () => {
  // No queries: how panels are drawn, and no more.
  const seen = ({ id, title, kind, layout, groups }: PanelSpec) => ({ id, title, kind, layout, groups })
  const SEEN = {
    name: 'Web server',
    description: '',
    range: BOARD.range,
    refresh: 0,
    panels: BOARD.panels.map(seen),
  }

  test('shows its panels to anybody, and leads nowhere', async () => {
    server.use(
      answers('/shared/t/', SEEN as never),
      answers('/shared/t/data/', { results: BOARD.panels.map(found) } as never),
    )
    renderBare(<SharedDashboard />, { search: '?token=t' })
    await waitFor(() => expect(screen.getAllByText('42')).toHaveLength(2))
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Web server')
    expect(screen.queryByRole('link')).toBeNull()
    await press('Refresh now')
  })

  test('has its tables too, with their fields as heads', async () => {
    const table = { ...seen(BOARD.panels[0]!), kind: 'table' as const, groups: ['service'] }
    const rows = [{ keys: ['db'], numbers: [3] }]
    server.use(
      answers('/shared/t/', { ...SEEN, panels: [table] } as never),
      answers('/shared/t/data/', {
        results: [
          {
            ...found(BOARD.panels[0]!),
            kind: 'table',
            series: undefined,
            columns: ['logs'],
            rows,
            total: [3],
          },
        ],
      } as never),
    )
    renderBare(<SharedDashboard />, { search: '?token=t' })
    expect(await screen.findByRole('cell', { name: 'db' })).toBeInTheDocument()
    expect(screen.getByRole('columnheader', { name: 'service' })).toBeInTheDocument()
  })

  test('that expired says so in words', async () => {
    server.use(refuses('/shared/t/', 404, { message: 'Not found.' }))
    renderBare(<SharedDashboard />, { search: '?token=t' })
    expect(await screen.findByRole('alert')).toHaveTextContent('This link does not work any more.')
  })

  test('without its token says what is missing', () => {
    renderBare(<SharedDashboard />)
    expect(screen.getByRole('alert')).toHaveTextContent('token=')
  })
})
