import { configure, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { Toaster } from 'sonner'
import { beforeEach, describe, expect, test, vi } from 'vitest'

import type { Me } from '@/lib/model'
import { renderAs } from '@/testing/render'
import { ALICE, answers, refuses, server } from '@/testing/server'

import { remember, SavedSearches, SearchHistory } from '.'
import { namesIn, variablesFor, type Search } from './model'

// However slow the machine is.
configure({ asyncUtilTimeout: 15_000 })
vi.setConfig({ testTimeout: 90_000 })

const BOB: Me = { ...ALICE, organisations: [{ tenant: 'acme', name: 'Acme', role: 'viewer' }] }

const PLAIN: Search = {
  id: 's-1',
  name: 'Slow requests',
  description: '',
  q: 'duration_ms:>1000',
  columns: ['service'],
  range: null,
  tags: ['perf'],
  variables: [],
  shared: 'private',
  favourite: false,
  mine: true,
  created_at: '',
  created_by: 'alice',
  updated_at: '',
}
const TEMPLATE: Search = {
  ...PLAIN,
  id: 's-2',
  name: 'Errors of a service',
  q: 'level:error service:$service',
  tags: [],
  favourite: true,
  shared: 'organisation',
  mine: false,
  created_by: 'bob',
  variables: [{ name: 'service', label: '', field: 'service', values: [], default: [], multiple: true }],
}

const CURRENT = { q: 'disk', columns: ['service', 'message'], range: { from: 'now-1h', to: 'now' } }

beforeEach(() =>
  server.use(
    answers('/searches/', { results: [PLAIN, TEMPLATE], next: null } as never),
    answers('/logs/fields/', { results: [{ name: 'service', types: ['string'], count: 1 }], total: 1 }),
    answers('/logs/values/', {
      field: 'service',
      results: [{ value: 'web', count: 1 }],
      total: 1,
      present: 1,
      distinct: 1,
    }),
  ),
)

async function open(me: Me = ALICE) {
  const onOpen = vi.fn()
  const onDashboard = vi.fn()
  renderAs(
    <>
      <SavedSearches current={CURRENT} onOpen={onOpen} onDashboard={onDashboard} />
      <Toaster />
    </>,
    { me },
  )
  await userEvent.click(screen.getByRole('button', { name: 'Saved' }))
  return { onOpen, onDashboard }
}

const press = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }))

describe('kept searches', () => {
  test('come favourites first, are looked through, and open with a press', async () => {
    const ready = { q: PLAIN.q, columns: ['service'], range: null }
    server.use(answers('/searches/s-1/run/', ready as never, 'post'))
    const { onOpen } = await open()
    const rows = await screen.findAllByRole('listitem')
    expect(rows.map((row) => row.getAttribute('aria-label'))).toEqual([
      'Errors of a service',
      'Slow requests',
    ])
    await userEvent.type(screen.getByRole('searchbox'), 'perf{Enter}')
    await waitFor(() => expect(onOpen.mock.lastCall?.[0]).toEqual(ready))
  })

  test('one with variables asks for their values', async () => {
    const asked = vi.fn()
    server.use(
      http.post('*/api/v1/searches/s-2/run/', async ({ request }) => {
        asked(await request.json())
        return HttpResponse.json({ q: 'level:error service:(web OR db)', columns: [], range: null })
      }),
    )
    const { onOpen } = await open()
    await userEvent.click(await screen.findByRole('button', { name: /asks for 1/ }))
    await userEvent.type(await screen.findByLabelText('service'), 'web, db')
    await press('Search')
    await waitFor(() => expect(onOpen).toHaveBeenCalled())
    expect(asked).toHaveBeenCalledWith({ variables: { service: ['web', 'db'] } })
  })

  test('what is on the screen is kept, with its range when that is wished, and with its variables', async () => {
    const kept = vi.fn()
    server.use(
      http.post('*/api/v1/searches/', async ({ request }) => {
        kept(await request.json())
        return HttpResponse.json({ ...PLAIN, name: 'Disk' }, { status: 201 })
      }),
    )
    await open()
    await press('Save this search…')
    await userEvent.type(screen.getByLabelText('Name'), 'Disk')
    await userEvent.type(screen.getByLabelText('Query'), ' host:$host')
    await userEvent.clear(screen.getByLabelText('Field of host'))
    await userEvent.type(screen.getByLabelText('Field of host'), 'host.name')
    await userEvent.type(screen.getByLabelText('Tags'), 'ops, disk')
    await userEvent.click(screen.getByRole('switch', { name: /With the range: Last hour/ }))
    await userEvent.click(screen.getByRole('switch', { name: 'Among my favourites' }))
    await press('Save')
    expect(await screen.findByText('Disk is saved.')).toBeInTheDocument()
    expect(kept.mock.lastCall?.[0]).toMatchObject({
      name: 'Disk',
      q: 'disk host:$host',
      range: CURRENT.range,
      columns: CURRENT.columns,
      tags: ['ops', 'disk'],
      shared: 'private',
      favourite: true,
      variables: [{ name: 'host', field: 'host.name' }],
    })
  })

  test('a refusal is shown where it belongs', async () => {
    server.use(
      refuses('/searches/', 400, { message: 'No.', fields: { q: ['A bracket is not closed.'] } }, 'post'),
    )
    await open()
    await press('Save this search…')
    await userEvent.type(screen.getByLabelText('Name'), 'Disk')
    await press('Save')
    expect(await screen.findByText('A bracket is not closed.')).toBeInTheDocument()
  })

  test('one is changed, starred and removed', async () => {
    const said: [string, unknown][] = []
    server.use(
      http.put('*/api/v1/searches/s-1/', async ({ request }) => {
        said.push(['put', await request.json()])
        return HttpResponse.json(PLAIN)
      }),
      http.put('*/api/v1/searches/s-1/favourite/', async ({ request }) => {
        said.push(['star', await request.json()])
        return new HttpResponse(null, { status: 204 })
      }),
      http.delete('*/api/v1/searches/s-1/', () => {
        said.push(['gone', null])
        return new HttpResponse(null, { status: 204 })
      }),
    )
    await open()
    await userEvent.click(await screen.findByRole('button', { name: 'Make Slow requests a favourite' }))
    await waitFor(() => expect(said).toEqual([['star', { favourite: true }]]))
    const more = async (item: string) => {
      await userEvent.click(await screen.findByRole('button', { name: 'More for Slow requests' }))
      await userEvent.click(await screen.findByRole('menuitem', { name: item }))
    }
    await more('Remove')
    await waitFor(() => expect(said.at(-1)?.[0]).toBe('gone'))
    await more('Change…')
    expect(await screen.findByLabelText('Name')).toHaveValue('Slow requests')
    await press('Save')
    await waitFor(() => expect(said.at(-1)?.[0]).toBe('put'))
  })

  test('what is on the screen goes to a dashboard; those who only look are not offered it', async () => {
    const { onDashboard } = await open()
    await press('Add to a dashboard…')
    expect(onDashboard).toHaveBeenCalled()
  })

  test('somebody who may only look keeps searches for themselves', async () => {
    server.use(answers('/searches/', { results: [], next: null }))
    await open(BOB)
    expect(await screen.findByText('No search is kept yet')).toBeInTheDocument()
    expect(screen.queryByRole('button', { name: 'Add to a dashboard…' })).toBeNull()
    await press('Save this search…')
    expect(screen.getByRole('combobox', { name: 'Who sees it' })).toBeDisabled()
  })
})

describe('the history', () => {
  test('has the queries of every browser, and forgets them', async () => {
    const forgot = vi.fn()
    server.use(
      answers('/searches/history/', {
        results: [
          { id: 1, q: 'level:error', from: 'now-1h', to: 'now', times: 3, at: '2026-11-23T09:00:00Z' },
        ],
        next: null,
      }),
      http.delete('*/api/v1/searches/history/', () => {
        forgot()
        return new HttpResponse(null, { status: 204 })
      }),
    )
    const take = vi.fn()
    renderAs(<SearchHistory onTake={take} />)
    const show = () => userEvent.click(screen.getByRole('button', { name: 'Queries run before' }))
    await show()
    await userEvent.click(await screen.findByRole('menuitem', { name: /level:error/ }))
    expect(take).toHaveBeenCalledWith('level:error')
    await show()
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Forget these' }))
    await waitFor(() => expect(forgot).toHaveBeenCalled())
  })

  test('says when there is none', async () => {
    server.use(answers('/searches/history/', { results: [], next: null }))
    renderAs(<SearchHistory onTake={vi.fn()} />)
    await userEvent.click(screen.getByRole('button', { name: 'Queries run before' }))
    expect(
      within(await screen.findByRole('menu')).getByText('No query was run here yet.'),
    ).toBeInTheDocument()
  })

  test('that cannot be kept is nobody’s trouble', async () => {
    const kept = vi.fn()
    server.use(
      http.post('*/api/v1/searches/history/', async ({ request }) => {
        kept(await request.json())
        return HttpResponse.json({}, { status: 500 })
      }),
    )
    remember('disk', 'now-1h', 'now')
    await waitFor(() => expect(kept).toHaveBeenCalledWith({ q: 'disk', from: 'now-1h', to: 'now' }))
  })
})

test('variables are found in a query, each once, and what was known of them stays', () => {
  expect(namesIn('a:$one b:${two} $one \\$no 5$')).toEqual(['one', 'two'])
  const known = { name: 'one', label: 'One', field: 'x', values: [], default: [], multiple: false }
  expect(variablesFor('$one $two', [known]).map(({ field }) => field)).toEqual(['x', 'two'])
})
