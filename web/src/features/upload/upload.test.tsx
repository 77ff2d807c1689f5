import { fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'

import type { Upload as Uploaded } from '@/lib/model'
import { renderAs } from '@/testing/render'
import { ALICE, answers, server } from '@/testing/server'

import { Upload } from '.'

const DONE: Uploaded = {
  id: 'u1',
  filename: 'app.log',
  bytes: 2_000,
  bytes_done: 2_000,
  format: 'text',
  status: 'done',
  accepted: 12,
  refused: 0,
  refusals: [],
  error: '',
  service: 'checkout',
  source: '',
  environment: '',
  tags: ['import'],
  timezone: 'UTC',
  sha256: 'ab12',
  created_at: '2026-01-01T10:00:00Z',
  created_by: 'alice',
  finished_at: '2026-01-01T10:00:02Z',
}

const history = (...uploads: Uploaded[]) =>
  server.use(answers('/uploads/', { results: [...uploads], next: null }))
const file = (name = 'app.log') => new File(['one\ntwo\n'], name, { type: 'text/plain' })
const choose = (...files: File[]) => userEvent.upload(screen.getByLabelText('Log files'), files)

/** Takes uploads and keeps the fields that came with them. */
const takes = (
  answer: (force: boolean) => Response = () => HttpResponse.json({ ...DONE }, { status: 201 }),
) => {
  const came: Record<string, string>[] = []
  server.use(
    http.post('*/api/v1/uploads/', async ({ request }) => {
      const text = await request.text()
      const fields = Object.fromEntries(
        [...text.matchAll(/name="(\w+)"(?:; filename="([^"]*)"[^\r]*)?(?:\r\n[^\r]+)*\r\n\r\n([^\r]*)/g)].map(
          (match) => [match[1]!, match[2] ?? match[3]!],
        ),
      )
      came.push(fields)
      return answer(fields.force === 'true')
    }),
  )
  return came
}

describe('sending', () => {
  test('carries what was said about the lines', async () => {
    history()
    const came = takes()
    renderAs(<Upload />)
    await userEvent.type(screen.getByLabelText('Service'), 'checkout')
    await userEvent.type(screen.getByLabelText('Tags'), 'import, old')
    await choose(file())
    await waitFor(() => expect(came).toHaveLength(1))
    expect(came[0]).toMatchObject({ service: 'checkout', tags: 'import, old', timezone: 'UTC' })
  })

  test('several files go one after the other, dropped anywhere on the page', async () => {
    history()
    const came = takes()
    renderAs(<Upload />)
    const dataTransfer = { types: ['Files'], files: [file('a.log'), file('b.log')] }
    fireEvent.dragOver(document.body, { dataTransfer })
    expect(screen.getByText('Let go to upload')).toBeVisible()
    fireEvent.drop(document.body, { dataTransfer })
    await waitFor(() => expect(came).toHaveLength(2))
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Files being sent' })).toBeNull())
  })

  test('a file that was sent before is noticed, and taken when one insists', async () => {
    history()
    const came = takes((force) =>
      force
        ? HttpResponse.json({ ...DONE }, { status: 201 })
        : HttpResponse.json(
            { error: { code: 'duplicate', message: 'It was uploaded before.', duplicate_of: { ...DONE } } },
            { status: 409 },
          ),
    )
    renderAs(<Upload />)
    await choose(file())
    expect(await screen.findByText(/The same file was uploaded before, as app.log/)).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Upload anyway' }))
    await waitFor(() => expect(came).toHaveLength(2))
  })

  test('a file that is no log is refused with what it is and what to do', async () => {
    history()
    takes(() =>
      HttpResponse.json(
        {
          error: {
            code: 'bad_request',
            message: 'photo.log is a PNG image. Nothing was taken.',
            hint: 'logs are text',
          },
        },
        { status: 400 },
      ),
    )
    renderAs(<Upload />)
    await choose(file('photo.log'))
    const refused = await screen.findByRole('alert')
    expect(refused).toHaveTextContent('photo.log is a PNG image. Nothing was taken. Logs are text.')
  })

  test('a refusal keeps the file on the list, with the reason', async () => {
    history()
    takes(() =>
      HttpResponse.json({ error: { code: 'refused', message: 'The disk is full.' } }, { status: 413 }),
    )
    renderAs(<Upload />)
    await choose(file())
    expect(await screen.findByText(/The disk is full\./)).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Cancel app.log' }))
    expect(screen.queryByText(/The disk is full\./)).toBeNull()
  })

  test('is for editors; viewers see the history', async () => {
    history(DONE)
    renderAs(<Upload />, {
      me: { ...ALICE, organisations: [{ tenant: 'globex', name: 'Globex', role: 'viewer' }] },
    })
    expect(screen.getByText('You may look, not upload')).toBeVisible()
    expect(await screen.findByText('app.log')).toBeVisible()
  })
})

describe('the history', () => {
  test('leads to the rows of a file', async () => {
    history(DONE)
    renderAs(<Upload />)
    const link = await screen.findByRole('link', { name: '12 logs in Explorer' })
    expect(new URL(link.getAttribute('href')!, 'http://x').searchParams.get('q')).toBe('upload_id:"u1"')
    expect(screen.getByText('in 2.0 s')).toBeVisible()
  })

  test('shows which lines were refused, and why', async () => {
    history({ ...DONE, refused: 1200, refusals: [{ line: 7, reason: 'longer than 10 MB', file: 'a.json' }] })
    renderAs(<Upload />)
    await userEvent.click(await screen.findByRole('button', { name: '1,200 refused' }))
    expect(screen.getByText('longer than 10 MB')).toBeVisible()
    expect(screen.getByText('and 1,199 more')).toBeVisible()
  })

  test('follows a file that is being read, by its bytes, and can stop it', async () => {
    const running: Uploaded = { ...DONE, status: 'running', bytes_done: 500, accepted: 3, finished_at: null }
    history(running)
    renderAs(<Upload />)
    expect(await screen.findByRole('progressbar', { name: 'Reading app.log' })).toHaveAttribute(
      'aria-valuenow',
      '25',
    )
    server.use(
      http.post('*/api/v1/uploads/u1/cancel/', () => {
        history({ ...running, status: 'cancelled' })
        return HttpResponse.json({})
      }),
    )
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(await screen.findByText('cancelled')).toBeVisible()
  })

  test('a failed file says why', async () => {
    history({ ...DONE, status: 'failed', error: 'The archive is torn.', accepted: 0 })
    renderAs(<Upload />)
    expect(await screen.findByText('The archive is torn.')).toBeVisible()
  })

  test('an upload is taken off it, with its logs kept', async () => {
    history(DONE)
    renderAs(<Upload />)
    await userEvent.click(await screen.findByRole('button', { name: 'More for app.log' }))
    server.use(
      http.delete('*/api/v1/uploads/u1/', () => {
        history()
        return new HttpResponse(null, { status: 204 })
      }),
    )
    await userEvent.click(await screen.findByRole('menuitem', { name: /Take off the history/ }))
    expect(await screen.findByText('Nothing was uploaded yet.')).toBeVisible()
  })
})
