'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { useTenant } from '@/features/session'
import { call } from '@/lib/api'

import type { Asked } from '../asked'
import type { Place } from '../place'
import { measureOf } from './spec'

type Key = string | null
interface Row {
  keys: Key[]
  numbers: (number | null)[]
}
interface Table {
  total: Row
  rows: Row[]
  groups: number
}

export interface Pivot {
  rows: { key: Key; total: number | null; cells: (number | null)[] }[]
  columns: { key: Key; total: number | null }[]
  all: number | null
  /** How many values there are in all. */
  rowsInAll: number
  columnsInAll: number
}

const COLUMNS = 12
const CELLS = 10_000

/** Two fields crossed. Totals are worked out by the store: not every measure can be added up. */
export function usePivot(asked: Asked | undefined, place: Place, fields: string[]) {
  const tenant = useTenant()
  const [down, across] = fields
  const measure = measureOf(place)
  return useQuery({
    queryKey: ['analytics', tenant, 'pivot', asked, measure, fields, place.limit],
    queryFn: async ({ signal }) => {
      const ask = (groups: string[], limit: number) =>
        call<Table>('POST', '/logs/aggregate/', {
          body: { ...asked, measures: [measure], groups, limit },
          signal,
        })
      const [cells, rows, columns] = await Promise.all([
        ask([down ?? '', across ?? ''], CELLS),
        ask([down ?? ''], place.limit),
        ask([across ?? ''], COLUMNS),
      ])
      return crossed(cells, rows, columns)
    },
    enabled: asked !== undefined && Boolean(down && across),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  })
}

export function crossed(cells: Table, rows: Table, columns: Table): Pivot {
  const found = new Map(cells.rows.map(({ keys, numbers }) => [JSON.stringify(keys), numbers[0] ?? null]))
  const heads = columns.rows.map(({ keys, numbers }) => ({ key: keys[0] ?? null, total: numbers[0] ?? null }))
  return {
    rows: rows.rows.map(({ keys, numbers }) => ({
      key: keys[0] ?? null,
      total: numbers[0] ?? null,
      cells: heads.map(({ key }) => found.get(JSON.stringify([keys[0] ?? null, key])) ?? null),
    })),
    columns: heads,
    all: cells.total.numbers[0] ?? null,
    rowsInAll: rows.groups,
    columnsInAll: columns.groups,
  }
}
