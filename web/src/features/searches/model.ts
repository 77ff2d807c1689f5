/** Kept searches as the API has them. */

import type { TimeRange } from '@/lib/time'

/** `$name` in the query: its choices are what the logs have in `field`, or `values`. */
export interface SearchVariable {
  name: string
  label: string
  field: string
  values: string[]
  /** Empty is all. */
  default: string[]
  multiple: boolean
}

export interface SearchDraft {
  name: string
  description: string
  q: string
  columns: string[]
  /** Null: whatever is chosen then. */
  range: TimeRange | null
  tags: string[]
  variables: SearchVariable[]
  shared: 'private' | 'organisation'
  favourite: boolean
}

export interface Search extends SearchDraft {
  id: string
  mine: boolean
  created_at: string
  created_by: string | null
  updated_at: string
}

/** A search with its variables' values put in. */
export interface Ready {
  q: string
  columns: string[]
  range: TimeRange | null
}

export interface Remembered {
  id: number | string
  q: string
  from: string
  to: string
  times: number
  at: string
}

/** What is on the screen: what a search that is kept now would have. */
export interface Current {
  q: string
  columns: string[]
  range: TimeRange
}

const NAMED = /\\.|\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g

/** The variables that a query names, each once, in their order. */
export function namesIn(q: string): string[] {
  const names = [...q.matchAll(NAMED)].flatMap(([, braced, plain]) => braced ?? plain ?? [])
  return [...new Set(names)]
}

/** The variables of a query; those that were described before stay so. */
export const variablesFor = (q: string, known: readonly SearchVariable[]): SearchVariable[] =>
  namesIn(q).map(
    (name) =>
      known.find((each) => each.name === name) ?? {
        name,
        label: '',
        field: name,
        values: [],
        default: [],
        multiple: true,
      },
  )

export const draftOf = ({
  name, description, q, columns, range, tags, variables, shared, favourite,
}: Search): SearchDraft => ({
  name, description, q, columns, range, tags, variables, shared, favourite,
}) // prettier-ignore
