import type { AnswerRow } from './model'

export interface Sorting {
  /** Columns of groups first, then those of numbers. */
  column: number
  down: boolean
}

/** One more press on a column's head: its usual way, the other way, as it came. */
export function pressed(now: Sorting | null, column: number, groups: number): Sorting | null {
  const usual = column >= groups
  if (now?.column !== column) return { column, down: usual }
  return now.down === usual ? { column, down: !usual } : null
}

/** The rows in that order; what is not there comes last, whichever way it goes. */
export function sorted(rows: readonly AnswerRow[], { column, down }: Sorting, groups: number): AnswerRow[] {
  const way = down ? -1 : 1
  return [...rows].sort((a, b) => {
    const [one, other] = [a, b].map((row) =>
      column < groups ? (row.keys[column] ?? null) : (row.numbers[column - groups] ?? null),
    ) as [string | number | null, string | number | null]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    if (typeof one === 'number' && typeof other === 'number') return way * (one - other)
    return way * String(one).localeCompare(String(other), undefined, { numeric: true })
  })
}
