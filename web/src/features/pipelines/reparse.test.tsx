import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, test } from 'vitest'

import { renderAs } from '@/testing/render'
import { ALICE, answers, refuses, server } from '@/testing/server'

import { Pipelines } from '.'
import type { Pipeline, Reparse } from './model'

const REPARSE: Reparse = {
  id: 'r1',
  pipeline: 1,
  name: 'nginx',
  version: 2,
  query: 'cart',
  start: '2026-01-01T10:00:00Z',
  end: '2026-01-01T11:00:00Z',
  stage: 'compared',
  total: 100,
  compared: 100,
  counts: {
    events: 100,
    changed: 40,
    dropped: 2,
    made: 1,
    left_alone: 3,
    failures_before: 30,
    failures_after: 0,
  },
  fields: { verb: { added: 40 }, tags: { changed: 30, removed: 1 } },
  samples: [
    {
      before: { id: 'e1', message: 'GET /cart' },
      after: [{ id: 'e1' }],
      differences: [{ field: 'verb', kind: 'added', before: null, after: 'GET' }],
    },
    { before: { id: 'e2', message: 'noise' }, after: [], differences: [] },
  ],
  chunks: 4,
  next_chunk: 0,
  refused: 1,
  error: '',
  created_at: '2026-01-01T10:00:00Z',
  created_by: 'alice',
  finished_at: null,
}
const PIPELINE: Pipeline = {
  id: 1,
  name: 'nginx',
  position: 0,
  enabled: true,
  samples: [],
  created_at: '2026-01-01T10:00:00Z',
  updated_at: '2026-01-01T10:00:00Z',
  version: {
    number: 2,
    text: 'filter { }',
    condition: '',
    inputs: [],
    keys: [],
    note: '',
    created_at: '2026-01-01T10:00:00Z',
    created_by: null,
  },
  counts: null,
}

const stands = (more: Partial<Reparse>) =>
  server.use(answers('/reparses/r1/', { ...REPARSE, ...more } as never))

beforeEach(() =>
  server.use(
    answers('/pipelines/', [PIPELINE] as never),
    answers('/reparses/', { results: [REPARSE], next: null } as never),
    answers('/api-keys/', { results: [], next: null }),
    answers('/pipelines/reference/', { filters: [], everywhere: [], refused: [], patterns: [] }),
    answers('/pipelines/check/', { problems: [], warnings: [] }, 'post'),
  ),
)

describe('a reparse', () => {
  test('says in numbers and samples what would change, and is applied', async () => {
    stands({})
    let applied = false
    server.use(
      http.post('*/api/v1/reparses/r1/apply/', () => {
        applied = true
        stands({ stage: 'done', next_chunk: 4 })
        return HttpResponse.json({ ...REPARSE, stage: 'applying' })
      }),
    )
    renderAs(<Pipelines />, { search: '?reparse=r1' })
    expect(await screen.findByRole('row', { name: /^verb 40 0 0/ })).toBeVisible()
    expect(screen.getByText('is dropped')).toBeVisible()
    expect(screen.getByText('and 38 more')).toBeVisible()
    expect(screen.getByText(/1 copy would be made/)).toHaveTextContent('1 log could not be kept so')
    await userEvent.click(screen.getByRole('button', { name: 'Apply to 40 logs' }))
    await waitFor(() => expect(applied).toBe(true))
    expect(await screen.findByRole('button', { name: 'Undo it' })).toBeVisible()
    expect(screen.getByText('It can be undone for a week.')).toBeVisible()
  })

  test.each([
    ['comparing', { compared: 20 }, '20 of 100 compared'],
    ['applying', { next_chunk: 1 }, 'part 1 of 4'],
    ['undoing', { next_chunk: 3 }, 'part 1 of 4'],
  ] as const)('shows how far it is while %s, and is cancelled', async (stage, more, words) => {
    stands({ stage, ...more })
    let cancelled = false
    server.use(
      http.post('*/api/v1/reparses/r1/cancel/', () => {
        cancelled = true
        return HttpResponse.json({ ...REPARSE, stage: 'cancelled' })
      }),
    )
    renderAs(<Pipelines />, { search: '?reparse=r1' })
    expect(await screen.findByText(words)).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(cancelled).toBe(true))
  })

  test('that stopped in the middle says why, and goes on or back', async () => {
    stands({ stage: 'failed', error: 'The store is away.', next_chunk: 2 })
    renderAs(<Pipelines />, { search: '?reparse=r1' })
    expect(await screen.findByRole('alert')).toHaveTextContent('The store is away.')
    expect(screen.getByRole('button', { name: 'Go on' })).toBeVisible()
    expect(screen.getByRole('button', { name: 'Undo it' })).toBeVisible()
  })

  test('that changes nothing says so', async () => {
    stands({ chunks: 0, counts: { ...REPARSE.counts, changed: 0 }, fields: {}, samples: [] })
    renderAs(<Pipelines />, { search: '?reparse=r1' })
    expect(await screen.findByText(/Nothing would change/)).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Back' }))
    expect(await screen.findByRole('heading', { name: 'Reparses' })).toBeVisible()
  })

  test('is looked at by those who may not apply it', async () => {
    stands({})
    renderAs(<Pipelines />, {
      search: '?reparse=r1',
      me: { ...ALICE, organisations: [{ tenant: 'globex', name: 'Globex', role: 'viewer' }] },
    })
    expect(await screen.findByText('and 38 more')).toBeVisible()
    expect(screen.queryByRole('button', { name: /Apply/ })).toBeNull()
  })
})

test('the list leads to reparses of before', async () => {
  stands({})
  renderAs(<Pipelines />)
  await userEvent.click(await screen.findByRole('button', { name: 'nginx@2' }))
  expect(await screen.findByText('and 38 more')).toBeVisible()
})

test('a reparse begins with a search, and a refusal is said where it was asked', async () => {
  stands({})
  let wish: unknown
  server.use(refuses('/reparses/', 409, { code: 'conflict', message: 'Another is under way.' }, 'post'))
  renderAs(<Pipelines />, { search: '?q=till&from=now-1h&to=now' })
  const dialog = await screen.findByRole('dialog', { name: 'Reparse with nginx' })
  await userEvent.click(screen.getByRole('button', { name: 'Compare' }))
  expect(await screen.findByText('Another is under way.')).toBeVisible()
  server.use(
    http.post('*/api/v1/reparses/', async ({ request }) => {
      wish = await request.json()
      return HttpResponse.json(REPARSE, { status: 201 })
    }),
  )
  expect(dialog).toHaveTextContent('With version 2, the one that runs.')
  await userEvent.click(screen.getByRole('button', { name: 'Compare' }))
  expect(await screen.findByText('and 38 more')).toBeVisible()
  expect(wish).toEqual({ pipeline: 1, q: 'till', from: 'now-1h', to: 'now' })
})
