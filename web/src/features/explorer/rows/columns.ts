/** The order and the widths of columns. */

import { recall, remember } from '@/lib/storage'

export const RAW = 'raw line'

/** Columns that take what room is left rather than a width. */
export const isWide = (column: string) => column === 'message' || column === RAW

const DEFAULT_WIDTHS: Record<string, number> = { level: 84, service: 128, trace_id: 150, host: 128 }
export const LEAST = 56
export const WIDEST = 1200

export const widthOf = (column: string, widths: Readonly<Record<string, number>>) =>
  widths[column] ?? DEFAULT_WIDTHS[column] ?? 140

export const clampWidth = (width: number) => Math.round(Math.max(LEAST, Math.min(WIDEST, width)))

/** A column that is there is taken away; a new one is put before the message, which is read last. */
export function toggleColumn(columns: readonly string[], column: string): string[] {
  if (columns.includes(column)) return columns.filter((each) => each !== column)
  const message = columns.indexOf('message')
  if (message < 0 || column === 'message') return [...columns, column]
  return [...columns.slice(0, message), column, ...columns.slice(message)]
}

/** Puts a column in the place of another. */
export function moveColumn(columns: readonly string[], column: string, to: number): string[] {
  const others = columns.filter((each) => each !== column)
  const place = Math.max(0, Math.min(others.length, to))
  return [...others.slice(0, place), column, ...others.slice(place)]
}

const KEY = 'elk.explorer.widths'

export function recallWidths(): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(recall(KEY) ?? '{}')
    const entries = Object.entries(kept as Record<string, unknown>)
    return Object.fromEntries(
      entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    )
  } catch {
    return {}
  }
}

export const rememberWidths = (widths: Readonly<Record<string, number>>) =>
  remember(KEY, JSON.stringify(widths))
