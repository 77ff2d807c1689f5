import type { QueryMistake } from '@/components/query-bar'

import { isQueryError } from './asks'

/** The mistake in the typed query, at the column where it was typed. */
export function mistakeOf(error: unknown, offset: number): QueryMistake | null {
  if (!isQueryError(error)) return null
  const column = error.column === undefined ? undefined : error.column - 1 + offset
  return {
    message: error.message,
    hint: error.hint,
    column: column !== undefined && column >= 0 ? column : undefined,
  }
}
