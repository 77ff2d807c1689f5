import { http, HttpResponse } from 'msw'
import { describe, expect, it, vi } from 'vitest'

import { saveFile } from '@/lib/file'
import { server } from '@/testing/server'

import { exportUrl, fetchExport, fileName, rowCounter } from './export'
import type { Run } from './run'

const run: Run = {
  q: 'level:error',
  offset: 0,
  order: 'newest',
  at: 0,
  all: false,
  span: { start: Date.parse('2026-11-23T09:00:00Z'), end: Date.parse('2026-11-23T10:00:00Z') },
}
const bytes = (text: string) => new TextEncoder().encode(text)

describe('rows are counted as they pass', () => {
  it('by their lines', () => {
    const counter = rowCounter('ndjson')
    expect(counter(bytes('{"a":1}\n{"a"'))).toBe(1)
    expect(counter(bytes(':2}\n'))).toBe(2)
  })
  it('in CSV without the heading, and without line breaks within quotes', () => {
    const counter = rowCounter('csv')
    expect(counter(bytes('a,b\n1,"x\ny'))).toBe(0)
    expect(counter(bytes('z"\n2,"say ""hi"""\n'))).toBe(2)
  })
})

it('the address asks for all matches, with their count', () => {
  const url = new URL(exportUrl(run, 'csv', ['service', 'message']), 'http://localhost')
  expect(Object.fromEntries(url.searchParams)).toEqual({
    q: 'level:error',
    from: '2026-11-23T09:00:00.000Z',
    to: '2026-11-23T10:00:00.000Z',
    order: 'newest',
    format: 'csv',
    columns: 'service,message',
    count: '1',
  })
  expect(fileName(run, 'text')).toBe('logs-20261123-090000-20261123-100000.log')
})

it('the file has what was streamed, and progress has the total that the server said', async () => {
  server.use(
    http.get('*/api/v1/logs/export/', () =>
      HttpResponse.text('{"a":1}\n{"a":2}\n', { headers: { 'X-Elk-Total': '2' } }),
    ),
  )
  const seen: unknown[] = []
  const blob = await fetchExport(
    exportUrl(run, 'ndjson', null),
    'ndjson',
    new AbortController().signal,
    (progress) => seen.push(progress),
  )
  expect(blob.size).toBe(16)
  expect(seen.at(-1)).toEqual({ rows: 2, bytes: 16, total: 2 })
})

it('a refusal is told in the words of the server', async () => {
  server.use(
    http.get('*/api/v1/logs/export/', () =>
      HttpResponse.json({ error: { code: 'forbidden', message: 'Not for viewers.' } }, { status: 403 }),
    ),
  )
  await expect(
    fetchExport(exportUrl(run, 'csv', null), 'csv', new AbortController().signal, vi.fn()),
  ).rejects.toThrow('Not for viewers.')
})

it('saving presses a link with the name of the file', () => {
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  URL.createObjectURL = vi.fn(() => 'blob:x')
  saveFile(new Blob(['x']), 'logs.csv')
  expect(click).toHaveBeenCalledOnce()
})
