import { keyText, type Answer, type PanelSpec } from '@/components/panels'
import { saveFile } from '@/lib/file'

type Cell = string | number | null

/** Rows as CSV. A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
export const csv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'

function cell(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}

/** A table's rows with what stands above them, and all of them together below. */
export function tableRows(panel: PanelSpec, answer: Answer): Cell[][] {
  const head = [...panel.groups, ...(answer.columns ?? panel.series.map(({ label }) => label))]
  const rows = (answer.rows ?? []).map(({ keys, numbers }) => [...keys.map(keyText), ...numbers])
  const total = answer.total ? [[...panel.groups.map((_, at) => (at ? '' : 'all')), ...answer.total]] : []
  return [head, ...rows, ...total]
}

/** Gives rows to the person as a file. */
export const saveCsv = (name: string, rows: readonly (readonly Cell[])[]) =>
  saveFile(new Blob([csv(rows)], { type: 'text/csv;charset=utf-8' }), name)
