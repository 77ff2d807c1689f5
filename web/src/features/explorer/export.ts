/** All matches as a file, read as a stream so that progress is known and it can be stopped. */

import { apiUrl, askingHeaders, errorFrom } from '@/lib/api'

import type { Run } from './run'

export type Format = 'csv' | 'json' | 'ndjson' | 'text'

export const FORMATS: Record<Format, { label: string; hint: string; ending: string; type: string }> = {
  csv: { label: 'CSV', hint: 'for spreadsheets', ending: 'csv', type: 'text/csv' },
  json: { label: 'JSON', hint: 'one array', ending: 'json', type: 'application/json' },
  ndjson: { label: 'NDJSON', hint: 'an object a line', ending: 'ndjson', type: 'application/x-ndjson' },
  text: { label: 'Text', hint: 'lines as they came', ending: 'log', type: 'text/plain' },
}

export type Progress = { rows: number; bytes: number; total: number | null }

/** Pieces this large are handed to the browser, which keeps them off the page's own memory. */
const PIECE = 16 * 1024 * 1024

const NEWLINE = 10
const QUOTE = 34

/** Counts rows in bytes as they pass. In CSV a line break within quotes is part of a value. */
export function rowCounter(format: Format): (bytes: Uint8Array) => number {
  let [lines, quoted] = [0, false]
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === QUOTE) quoted = !quoted
      else if (byte === NEWLINE && !(format === 'csv' && quoted)) lines += 1
    }
    return format === 'csv' ? Math.max(0, lines - 1) : lines
  }
}

export const exportUrl = (run: Run, format: Format, columns: readonly string[] | null) =>
  apiUrl('/logs/export/', {
    q: run.q,
    from: new Date(run.span.start).toISOString(),
    to: new Date(run.span.end).toISOString(),
    order: run.order,
    format,
    columns: columns?.join(','),
    count: 1,
  })

export async function fetchExport(
  url: string,
  format: Format,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Blob> {
  const response = await fetch(url, { headers: askingHeaders(), credentials: 'same-origin', signal })
  if (!response.ok || !response.body) {
    throw errorFrom(response.status, await response.text(), response.headers.get('Retry-After'))
  }
  const said = response.headers.get('X-Elk-Total')
  const total = said ? Number(said) : null
  const countRows = rowCounter(format)
  const whole: Blob[] = []
  let waiting: BlobPart[] = []
  let [bytes, inWaiting] = [0, 0]
  const reader = response.body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.length
    inWaiting += next.value.length
    waiting.push(next.value)
    if (inWaiting >= PIECE) {
      whole.push(new Blob(waiting))
      ;[waiting, inWaiting] = [[], 0]
    }
    const rows = countRows(next.value)
    onProgress({ rows: total === null ? rows : Math.min(rows, total), bytes, total })
  }
  return new Blob([...whole, ...waiting], { type: FORMATS[format].type })
}

/** `logs-20261123-090000-20261123-100000.csv`, or `logs-all.csv` */
export function fileName(run: Run, format: Format): string {
  const stamp = (moment: number) =>
    new Date(moment).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  const when = run.all ? 'all' : `${stamp(run.span.start)}-${stamp(run.span.end)}`
  return `logs-${when}.${FORMATS[format].ending}`
}
