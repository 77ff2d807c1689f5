import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, test } from 'vitest'

import { leave } from '@/lib/leaving'
import { navigation } from '@/testing/navigation'
import { renderAs } from '@/testing/render'
import { ALICE, answers, refuses, server } from '@/testing/server'

import { Pipelines } from '.'
import type { Pipeline, Version } from './model'

const TEXT = 'filter { grok { match => { "message" => "%{WORD:verb}" } } }'
const version = (number: number, more: Partial<Version> = {}): Version => ({
  number,
  text: TEXT,
  condition: '',
  inputs: [],
  keys: [],
  note: '',
  created_at: '2026-01-01T10:00:00Z',
  created_by: 'alice',
  ...more,
})
const filter = {
  id: 'g1',
  name: 'grok',
  line: 3,
  events: 200,
  unsuccessful: 7,
  failures: 1,
  timeouts: 2,
  nanoseconds: 400_000,
  last_failure: 'took longer than 50 ms',
}
const pipeline = (id: number, name: string, more: Partial<Pipeline> = {}): Pipeline => ({
  id,
  name,
  position: id,
  enabled: true,
  samples: ['GET /cart'],
  created_at: '2026-01-01T10:00:00Z',
  updated_at: '2026-01-01T10:00:00Z',
  version: version(1),
  counts: null,
  ...more,
})
const nginx = pipeline(1, 'nginx', { counts: { version: 1, problem: '', filters: [filter] } })
const redact = pipeline(2, 'redact', {
  enabled: false,
  version: version(4, { note: 'less', inputs: ['tcp'], keys: [3], condition: '[a] == 1' }),
  counts: { version: 4, problem: 'no such file', filters: [] },
})

/** What was sent to a path, as it came. */
const takes = (method: 'post' | 'patch', path: string, answer: object | number) => {
  const came: unknown[] = []
  server.use(
    http[method](`*/api/v1${path}`, async ({ request }) => {
      came.push(await request.json().catch(() => null))
      return typeof answer === 'number'
        ? new HttpResponse(null, { status: answer })
        : HttpResponse.json(answer, { status: 200 })
    }),
  )
  return came
}
const holds = (...pipelines: Pipeline[]) => server.use(answers('/pipelines/', [...pipelines] as never))

const step = { filter: 'grok', line: 1, microseconds: 4, events: [{ message: 'GET /cart', verb: 'GET' }] }
const tried = (sample: string) => ({
  sample,
  documents: [{ message: sample, tags: ['_grokparsefailure', 'web'], attributes: { verb: 'GET' } }],
  steps: [step],
  microseconds: 12,
  left_out: false,
})
const taken = [{ field: 'verb', start: 0, end: 3, value: 'GET' }]

beforeEach(() =>
  server.use(
    answers('/reparses/', { results: [], next: null }),
    answers('/api-keys/', { results: [{ id: 3, name: 'till' }], next: null } as never),
    answers('/pipelines/reference/', { filters: [], everywhere: [], refused: [], patterns: [] }),
    answers('/pipelines/check/', { problems: [], warnings: [] }, 'post'),
    http.post('*/api/v1/pipelines/try/', async ({ request }) => {
      const { samples } = (await request.json()) as { samples: string[] }
      return HttpResponse.json({ problems: [], warnings: [], tried: samples.map(tried) })
    }),
  ),
)

describe('the list', () => {
  test('begins with templates where there is nothing', async () => {
    holds()
    renderAs(<Pipelines />)
    await userEvent.click(await screen.findByRole('button', { name: /^web-access/ }))
    expect(await screen.findByDisplayValue('web-access')).toBeVisible()
    expect(screen.getByText('not saved')).toBeVisible()
  })

  test('has order, state, counts and what fails', async () => {
    holds(nginx, redact)
    renderAs(<Pipelines />)
    const row = await screen.findByRole('listitem', { name: 'nginx' })
    const cells = within(within(row).getByRole('row', { name: /^grok line 3/ })).getAllByRole('cell')
    expect(cells.map(({ textContent }) => textContent)).toEqual([
      'grok line 3',
      '–',
      '2.0',
      '200',
      '7',
      '3 (too slow)',
    ])
    expect(row).toHaveTextContent('took longer than 50 ms')
    const other = screen.getByRole('listitem', { name: 'redact' })
    expect(other).toHaveTextContent('off')
    expect(other).toHaveTextContent('only tcp')
    expect(other).toHaveTextContent('if [a] == 1')
    expect(other).toHaveTextContent('no such file')
    expect(screen.getByText(/recognises what your pipelines left/)).toBeVisible()
  })

  test('is put in order by button and by dragging, switched, and shortened', async () => {
    holds(nginx, redact)
    const orders = takes('post', '/pipelines/order/', 204)
    const changed = takes('patch', '/pipelines/2/', redact)
    let removed = false
    server.use(
      http.delete('*/api/v1/pipelines/1/', () => {
        removed = true
        return new HttpResponse(null, { status: 204 })
      }),
    )
    renderAs(<Pipelines />)
    await userEvent.click(await screen.findByRole('button', { name: 'Run redact earlier' }))
    await waitFor(() => expect(orders).toEqual([{ ids: [2, 1] }]))
    const dataTransfer = { setData: () => undefined, effectAllowed: '' }
    fireEvent.dragStart(screen.getAllByTitle('Drag to another place')[0]!, { dataTransfer })
    const target = screen.getByRole('listitem', { name: 'redact' })
    fireEvent.dragOver(target, { dataTransfer })
    fireEvent.drop(target, { dataTransfer })
    await waitFor(() => expect(orders).toHaveLength(2))
    await userEvent.click(screen.getByRole('switch', { name: 'redact runs' }))
    await waitFor(() => expect(changed).toEqual([{ enabled: true }]))
    await userEvent.click(screen.getByRole('button', { name: 'More for nginx' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Remove…' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Remove it' }))
    await waitFor(() => expect(removed).toBe(true))
  })

  test('can only be looked at by viewers', async () => {
    holds(nginx)
    renderAs(<Pipelines />, {
      me: { ...ALICE, organisations: [{ tenant: 'globex', name: 'Globex', role: 'viewer' }] },
    })
    await userEvent.click(await screen.findByRole('button', { name: 'nginx' }))
    expect(await screen.findByDisplayValue('nginx')).toHaveAttribute('readonly')
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull()
  })

  test('says why it cannot be shown', async () => {
    server.use(refuses('/pipelines/', 503, { code: 'unavailable', message: 'The gateway is away.' }))
    renderAs(<Pipelines />)
    expect(await screen.findByText('The gateway is away.')).toBeVisible()
  })

  test('asks which pipeline reparses logs of the Explorer', async () => {
    holds(nginx, redact)
    renderAs(<Pipelines />, { search: '?q=till&from=now-1h&to=now' })
    await userEvent.click(await screen.findByRole('button', { name: /^redact version 4/ }))
    expect(await screen.findByRole('dialog', { name: 'Reparse with redact' })).toBeVisible()
    expect(screen.getByLabelText('Logs that this search finds')).toHaveValue('till')
  })
})

describe('the workbench', () => {
  test('saves the next version on the one that it began with', async () => {
    holds(nginx)
    const came = takes('patch', '/pipelines/1/', { ...nginx, name: 'web', version: version(2) })
    renderAs(<Pipelines />, { search: '?id=1' })
    const name = await screen.findByDisplayValue('nginx')
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled()
    await userEvent.clear(name)
    await userEvent.type(name, 'web ')
    await userEvent.type(screen.getByLabelText('Note on this version'), 'shorter')
    fireEvent.keyDown(window, { key: 's', ctrlKey: true })
    await waitFor(() => expect(came).toHaveLength(1))
    expect(came[0]).toMatchObject({ name: 'web', note: 'shorter', based_on: 1, text: TEXT })
    await waitFor(() => expect(screen.queryByText('not saved')).toBeNull())
  })

  test('makes a new one, from a line that came from the Explorer', async () => {
    holds()
    const came = takes('post', '/pipelines/', nginx)
    renderAs(<Pipelines />, { search: '?id=0&line=PUT+%2Fcart' })
    await userEvent.type(await screen.findByLabelText('Name'), 'shop')
    holds(nginx)
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(came).toHaveLength(1))
    expect(came[0]).toMatchObject({ name: 'shop', samples: ['PUT /cart'] })
    expect(await screen.findByText('version 1')).toBeVisible()
  })

  test('says what cannot run, and keeps the results of before', async () => {
    holds(nginx)
    renderAs(<Pipelines />, { search: '?id=1' })
    expect(await screen.findByText('_grokparsefailure')).toBeVisible()
    const problem = { part: 'condition', line: 1, column: 1, message: 'no field', hint: 'did you mean `a`?' }
    server.use(answers('/pipelines/check/', { problems: [problem], warnings: [] }, 'post'))
    await userEvent.click(screen.getByRole('button', { name: /All logs go through it/ }))
    await userEvent.type(screen.getByLabelText('Only events of which this is true'), 'x')
    expect(await screen.findByText('no field (did you mean `a`?)')).toBeVisible()
    expect(screen.getByText('The text has a mistake. The results are those of before.')).toBeVisible()
    expect(screen.getByText('_grokparsefailure')).toBeVisible()
  })

  test('is limited to inputs and keys', async () => {
    holds(nginx)
    renderAs(<Pipelines />, { search: '?id=1' })
    await userEvent.click(await screen.findByRole('button', { name: /All logs go through it/ }))
    await userEvent.click(screen.getByRole('checkbox', { name: 'udp' }))
    await userEvent.click(await screen.findByRole('checkbox', { name: 'till' }))
    expect(screen.getByText('Logs from udp, with 1 of the keys')).toBeVisible()
  })

  test('takes samples that are pasted, searched and dead', async () => {
    holds(pipeline(1, 'nginx', { samples: [] }))
    const found = [{ message: 'changed', raw: 'as it came' }, { message: 'plain' }]
    server.use(
      answers('/logs/search/', { results: found, next: null } as never),
      answers('/dead-letters/', { results: [{ text: 'broken\n' }], next: null } as never),
    )
    renderAs(<Pipelines />, { search: '?id=1' })
    expect(await screen.findByText('No samples yet')).toBeVisible()
    await userEvent.type(screen.getByLabelText('Lines to add'), 'one{Enter}{Enter}two')
    await userEvent.click(screen.getByRole('button', { name: 'Add' }))
    await userEvent.click(screen.getByRole('button', { name: 'From a search…' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Add them' }))
    expect(await screen.findByText('as it came')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'From dead letters' }))
    expect(await screen.findByText('broken')).toBeVisible()
    for (const line of ['one', 'two', 'plain']) expect(screen.getAllByText(line).length).toBeGreaterThan(0)
    await userEvent.click(screen.getAllByRole('button', { name: 'Take this sample away' })[0]!)
    expect(screen.queryByText('one')).toBeNull()
  })

  test('shows what each filter did', async () => {
    holds(nginx)
    renderAs(<Pipelines />, { search: '?id=1' })
    await userEvent.click(await screen.findByRole('button', { name: 'Step by step' }))
    expect(screen.getByLabelText('added').closest('li')).toHaveTextContent('verbGET')
  })

  test('helps with patterns for a line', async () => {
    holds(nginx)
    const suggestion = { title: 'made for this line', pattern: '%{WORD:"verb"}', taken }
    server.use(
      answers('/pipelines/suggest/', { suggestions: [suggestion] } as never, 'post'),
      answers(
        '/pipelines/grok/',
        { looked: [{ matched: false, taken, fits: 7, until: 3, problem: '' }] } as never,
        'post',
      ),
    )
    renderAs(<Pipelines />, { search: '?id=1' })
    await userEvent.click(await screen.findByRole('tab', { name: 'Grok helper' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Use it' }))
    await waitFor(() => expect(document.querySelector('.cm-content')).toHaveTextContent('%{WORD:\\"verb\\"}'))
  })

  test('asks before it is left, by link and by key', async () => {
    holds(nginx)
    renderAs(
      <>
        <a href="/live/">Live</a>
        <Pipelines />
      </>,
      { search: '?id=1' },
    )
    await userEvent.type(await screen.findByDisplayValue('nginx'), 'x')
    await userEvent.click(screen.getByText('Live'))
    await userEvent.click(await screen.findByRole('button', { name: 'Stay' }))
    expect(navigation.push).not.toHaveBeenCalled()
    let gone = false
    leave(() => (gone = true))
    expect(gone).toBe(false)
    await userEvent.click(await screen.findByRole('button', { name: 'Leave' }))
    expect(gone).toBe(true)
  })

  test('notices that somebody else saved', async () => {
    holds(nginx)
    const { client } = renderAs(<Pipelines />, { search: '?id=1' })
    await userEvent.type(await screen.findByDisplayValue('nginx'), 'x')
    holds({ ...nginx, name: 'theirs', version: version(2) })
    await client.invalidateQueries({ queryKey: ['pipelines'] })
    expect(await screen.findByText(/Somebody saved another version/)).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Take theirs' }))
    expect(await screen.findByDisplayValue('theirs')).toBeVisible()
  })

  test('follows another’s version while nothing is changed here', async () => {
    holds(nginx)
    const { client } = renderAs(<Pipelines />, { search: '?id=1' })
    await screen.findByDisplayValue('nginx')
    holds({ ...nginx, name: 'theirs', version: version(2) })
    await client.invalidateQueries({ queryKey: ['pipelines'] })
    expect(await screen.findByDisplayValue('theirs')).toBeVisible()
    expect(screen.queryByText('not saved')).toBeNull()
  })

  test('compares versions and brings one back', async () => {
    holds({ ...nginx, version: version(2) })
    const old = version(1, { text: 'filter { }', condition: '[old]', note: 'first' })
    server.use(answers('/pipelines/1/versions/', { results: [version(2), old], next: null } as never))
    const came = takes('post', '/pipelines/1/bring-back/', { ...nginx, version: version(3) })
    renderAs(<Pipelines />, { search: '?id=1' })
    await userEvent.click(await screen.findByRole('tab', { name: 'Versions' }))
    const [own, first] = await screen.findAllByRole('button', { name: 'Compare' })
    await userEvent.click(own!)
    expect(screen.getByText('It is what the editor has.')).toBeVisible()
    await userEvent.click(first!)
    expect(screen.getByLabelText('gone').closest('div')).toHaveTextContent('filter { }')
    await userEvent.click(screen.getByRole('button', { name: 'Bring back' }))
    await waitFor(() => expect(came).toEqual([{ version: 1 }]))
  })

  test('says that there is no such pipeline', async () => {
    holds(nginx)
    renderAs(<Pipelines />, { search: '?id=9' })
    expect(await screen.findByText('There is no such pipeline here.')).toBeVisible()
  })
})
